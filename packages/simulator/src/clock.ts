import { type Duration, toMs } from './duration.js'
import { createTimers } from './timers.js'

/** The time of a simulated Event Grid. Made by {@link systemClock}, {@link scaledClock} or {@link manualClock}. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Calls back when a time has come. What it returns takes the call back. */
  at(time: number, run: () => void): () => void
  /** Calls back when a server has taken too long, by the clock that servers live by. Otherwise like {@link at}. */
  within(ms: number, run: () => void): () => void
  /** Whether time passes by itself. */
  readonly runs: boolean
  /** Says what is in progress in the real world, and hands it back. Time that does not run by itself waits for it. */
  hold<Work>(work: Promise<Work>): Promise<Work>
  /** Resolves when nothing is in progress that time waits for. */
  settled(): Promise<void>
}

/** The time of this machine. */
export function systemClock(): Clock {
  return scaledClock(1)
}

/**
 * Time that passes faster than that of this machine, from now on. Servers are given as long as ever to answer.
 *
 * @param factor e.g. 60: a minute in a second
 */
export function scaledClock(factor: number): Clock {
  if (!(factor > 0 && factor < Number.POSITIVE_INFINITY))
    throw new TypeError(`The factor of a clock must be a number above 0, got ${factor}`)
  const start = Date.now()
  const works = createWorks()
  const now = () => start + (Date.now() - start) * factor
  const after = (ms: number, run: () => void) => {
    // What is longer than setTimeout can wait, 24 days, is beyond any time to live.
    const timer = setTimeout(run, Math.min(Math.ceil(Math.max(ms, 0)), 2 ** 31 - 1))
    return () => clearTimeout(timer)
  }
  return {
    now,
    runs: true,
    at: (time, run) => after((time - now()) / factor, run),
    within: after,
    hold: works.hold,
    settled: () => works.settled(Number.POSITIVE_INFINITY),
  }
}

/** Time that passes when it is told to. */
export interface ManualClock extends Clock {
  /**
   * Lets time pass. At every moment something is to happen, time stands still until the requests of that moment are
   * answered, so that a day passes as fast as servers answer.
   */
  advance(duration: Duration): Promise<void>
}

/** Options of a manual clock. */
export interface ManualClockOptions {
  /** When it begins, ISO 8601. Default: `2026-01-01T00:00:00Z`, so that runs repeat. */
  readonly start?: string | undefined
  /**
   * How long, in the time of this machine, the clock waits for an answer before it goes on without one. Default:
   * `'30s'`, as long as Event Grid waits. Make it short to test servers that never answer; it must be long enough for
   * all that answer.
   */
  readonly patience?: Duration | undefined
}

/**
 * Time that passes when it is told to.
 *
 * @example
 * ```ts
 * import { manualClock } from '@signalr-events/simulator'
 *
 * const clock = manualClock()
 * await clock.advance('24h')
 * console.log(new Date(clock.now()).toISOString()) // 2026-01-02T00:00:00.000Z
 * ```
 */
export function manualClock({
  start = '2026-01-01T00:00:00Z',
  patience = '30s',
}: ManualClockOptions = {}): ManualClock {
  let time = Date.parse(start)
  if (Number.isNaN(time)) throw new TypeError(`start must be an ISO 8601 time, got ${start}`)
  const waits = toMs(patience, 'patience')
  const timers = createTimers()
  const works = createWorks()
  const settled = () => works.settled(waits)
  let advanced: Promise<void> = Promise.resolve()

  async function pass(ms: number): Promise<void> {
    const end = time + ms
    await settled()
    for (let timer = timers.take(end); timer !== undefined; timer = timers.take(end)) {
      time = Math.max(time, timer.time)
      timer.run()
      await settled()
    }
    time = end
  }

  return {
    now: () => time,
    runs: false,
    at: timers.add,
    within: (ms, run) =>
      timers.add(time + ms, () => {
        run()
        // Whatever it ends is to end before time goes on.
        works.recall()
      }),
    hold: works.hold,
    settled,
    advance(duration) {
      const ms = toMs(duration)
      // One after another, should somebody not wait.
      const passed = advanced.then(() => pass(ms))
      advanced = passed.catch(() => {})
      return passed
    },
  }
}

/** What is in progress in the real world. */
function createWorks() {
  const works = new Set<Promise<unknown>>()
  /** Those that took too long to be waited for. */
  const late = new Set<Promise<unknown>>()
  return {
    hold<Work>(work: Promise<Work>): Promise<Work> {
      const done = work.then(drop, drop)
      function drop() {
        works.delete(done)
        late.delete(done)
      }
      works.add(done)
      return work
    },
    /** Waits for all, those that begin meanwhile too, each time for so many milliseconds at most. */
    async settled(patience: number): Promise<void> {
      while (works.size > 0) {
        if (await isInTime(Promise.all(works), patience)) continue
        for (const work of works) late.add(work)
        works.clear()
      }
    },
    /** Has those waited for again that took too long. */
    recall(): void {
      for (const work of late) works.add(work)
      late.clear()
    },
  }
}

async function isInTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  if (ms === Number.POSITIVE_INFINITY) return work.then(() => true)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  const inTime = await Promise.race([work.then(() => true), late])
  clearTimeout(timer)
  return inTime
}
