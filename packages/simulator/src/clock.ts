import { checkNames, MAX_TIMEOUT_MS } from '@signalr-events/internal'
import { type Duration, toMs } from './duration.js'
import { createTimers } from './timers.js'
import { createTracker } from './tracker.js'

/** The time of a simulated Event Grid: {@link systemClock}, {@link scaledClock} or {@link manualClock}. */
export interface Clock {
  /** The current time in milliseconds since 1970, UTC. */
  now(): number
  /** Calls `run` at a time. Returns a function that cancels it. */
  at(time: number, run: () => void): () => void
  /**
   * Calls `run` when a server has taken longer than `ms` milliseconds. A scaled clock measures this in real time,
   * because servers are not scaled. Returns a function that cancels it.
   */
  timeout(ms: number, run: () => void): () => void
  /** Whether time passes without {@link ManualClock.advance}. */
  readonly automatic: boolean
  /** Registers real work, such as a request, and returns it. A manual clock does not advance until it is done. */
  track<Work>(work: Promise<Work>): Promise<Work>
  /** Resolves when no tracked work is in progress. */
  whenIdle(): Promise<void>
}

/**
 * Creates a clock that follows real time.
 *
 * @example
 * ```ts
 * import { systemClock } from '@signalr-events/simulator'
 *
 * console.log(systemClock().automatic) // true
 * ```
 */
export function systemClock(): Clock {
  return scaledClock(1)
}

/**
 * Creates a clock that runs faster or slower than real time, from now on. The time that a server may take to answer
 * stays real time.
 *
 * @param factor for example 60: one minute passes in one second
 * @throws {TypeError} if `factor` is not a positive number
 * @example
 * ```ts
 * import { scaledClock, startEventGrid } from '@signalr-events/simulator'
 *
 * const grid = await startEventGrid({ subscriptions: [], clock: scaledClock(60) })
 * await grid.stop()
 * ```
 */
export function scaledClock(factor: number): Clock {
  if (!(factor > 0 && factor < Number.POSITIVE_INFINITY))
    throw new TypeError(`The factor of a clock must be a number above 0, got ${factor}`)
  const start = Date.now()
  const tracker = createTracker()
  const now = () => start + (Date.now() - start) * factor
  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(run, Math.min(Math.ceil(Math.max(ms, 0)), MAX_TIMEOUT_MS))
    return () => clearTimeout(timer)
  }
  return {
    now,
    automatic: true,
    at: (time, run) => after((time - now()) / factor, run),
    timeout: after,
    track: tracker.track,
    whenIdle: () => tracker.whenIdle(Number.POSITIVE_INFINITY),
  }
}

/** A clock that stands still until you advance it. */
export interface ManualClock extends Clock {
  /**
   * Advances the clock. Whenever something is scheduled, time stops there until the requests of that moment are
   * answered. So a simulated day takes only as long as the servers take to answer.
   */
  advance(duration: Duration): Promise<void>
}

/** Options of {@link manualClock}. */
export interface ManualClockOptions {
  /**
   * The initial time, ISO 8601. A fixed start makes runs repeatable.
   *
   * @default '2026-01-01T00:00:00Z'
   */
  readonly start?: string | undefined
  /**
   * How long the clock waits for an answer, in real time, before it advances without it. Make it short to test servers
   * that never answer, but longer than any answer takes.
   *
   * @default '30s', the timeout of Event Grid
   */
  readonly maxWait?: Duration | undefined
}

/**
 * Creates a clock that stands still until you advance it.
 *
 * @throws {TypeError} if `start` is not an ISO 8601 time
 * @example
 * ```ts
 * import { manualClock } from '@signalr-events/simulator'
 *
 * const clock = manualClock()
 * await clock.advance('24h')
 * console.log(new Date(clock.now()).toISOString()) // 2026-01-02T00:00:00.000Z
 * ```
 */
export function manualClock(options: ManualClockOptions = {}): ManualClock {
  checkNames('manualClock', options, { start: true, maxWait: true })
  const { start = '2026-01-01T00:00:00Z', maxWait = '30s' } = options
  let time = Date.parse(start)
  if (Number.isNaN(time)) throw new TypeError(`start must be an ISO 8601 time, got ${start}`)
  const maxWaitMs = toMs(maxWait, 'maxWait')
  const timers = createTimers()
  const tracker = createTracker()
  const whenIdle = () => tracker.whenIdle(maxWaitMs)
  let lastAdvance: Promise<void> = Promise.resolve()

  async function pass(ms: number): Promise<void> {
    const end = time + ms
    await whenIdle()
    for (let timer = timers.take(end); timer !== undefined; timer = timers.take(end)) {
      time = Math.max(time, timer.time)
      timer.run()
      await whenIdle()
    }
    time = end
  }

  return {
    now: () => time,
    automatic: false,
    at: timers.add,
    timeout: (ms, run) =>
      timers.add(time + ms, () => {
        run()
        // The work that timed out must end before time goes on.
        tracker.resumeLate()
      }),
    track: tracker.track,
    whenIdle,
    advance(duration) {
      const ms = toMs(duration)
      // Concurrent calls run one after another.
      const passed = lastAdvance.then(() => pass(ms))
      lastAdvance = passed.catch(() => {})
      return passed
    },
  }
}
