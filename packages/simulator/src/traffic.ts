import { toMs } from './duration.js'
import type { PastEvent } from './events.js'
import { type Connection, createPopulation } from './population.js'
import type { Random } from './random.js'
import { checkRange } from './range.js'
import { checkTraffic } from './rules.js'
import type { TrafficOptions } from './traffic-options.js'

/** Running traffic. */
export interface Traffic {
  /** Returns the connections that are really open, to compare with a list that handlers keep. */
  online(): Connection[]
  /** How many events were published. */
  readonly published: number
  /** Ends the traffic. Open connections stay open. */
  stop(): void
  /** Resolves when the traffic has ended. */
  readonly done: Promise<void>
}

/** What traffic depends on. */
interface Dependencies {
  readonly random: Random
  now(): number
  at(time: number, run: () => void): void
  publish(events: readonly PastEvent[]): void
}

// Events are published once per tick, so that batches have more than one event.
const tickMs = 100
const burstLengthMs = 10_000

/** Starts traffic. @throws {TypeError} for an invalid option */
export function startTraffic(options: TrafficOptions, { random, now, at, publish }: Dependencies): Traffic {
  const { users, rate, limit, end, behavior, bursts } = readTraffic(options, now())
  const population = createPopulation(users, behavior, random)
  let published = 0
  let next = now() + drawInterval()
  let ended = false
  let resolve: () => void = () => {}
  const done = new Promise<void>((resolvePromise) => {
    resolve = resolvePromise
  })

  function drawInterval(): number {
    return (-Math.log(1 - random()) / rate) * 1000
  }

  function send(events: readonly PastEvent[]): void {
    published += events.length
    publish(events)
  }

  function run(): void {
    if (ended) return
    const events: PastEvent[] = []
    const until = Math.min(now(), end)
    for (let room = limit - published; next <= until && room > 0; room = limit - published - events.length) {
      const acted = population.act(next, room)
      events.push(...acted)
      for (const _ of acted) next += drawInterval()
    }
    send(events)
    if (published >= limit || now() >= end) stop()
    else at(Math.max(now() + tickMs, Math.min(next, end)), run)
  }

  function burst(every: number, size: number): void {
    if (ended) return
    const { events, leave } = population.burst(now(), Math.min(size, limit - published))
    send(events)
    at(now() + burstLengthMs, () => {
      if (!ended) send(leave(now(), limit - published))
    })
    at(now() + every, () => burst(every, size))
  }

  function stop(): void {
    ended = true
    resolve()
  }

  at(now() + tickMs, run)
  if (bursts !== undefined) at(now() + bursts.every, () => burst(bursts.every, bursts.users))
  return {
    online: () => [...population.online.values()],
    get published() {
      return published
    },
    stop,
    done,
  }
}

/** Validates the options and fills in the defaults. */
function readTraffic(options: TrafficOptions, now: number) {
  checkTraffic(options)
  const { users = 100, hubs = ['chat'], rate = 10, anonymous = 0.1, tabs = 3, errors = 0.1, bursts } = options
  const max = 1_000_000
  if (hubs.length === 0) throw new TypeError('hubs must name at least one hub')
  for (const [name, value] of Object.entries({ users, tabs })) checkRange(value, 1, max, name)
  for (const [name, value] of Object.entries({ anonymous, errors })) checkRange(value, 0, 1, name)
  return {
    users,
    rate: checkRange(rate, 0.001, max, 'rate'),
    limit:
      options.events === undefined
        ? Number.POSITIVE_INFINITY
        : checkRange(options.events, 0, Number.MAX_SAFE_INTEGER, 'events'),
    end: options.duration === undefined ? Number.POSITIVE_INFINITY : now + toMs(options.duration),
    behavior: { hubs, anonymous, tabs, errors },
    bursts: bursts && {
      every: checkRange(toMs(bursts.every, 'bursts.every'), burstLengthMs, Number.MAX_VALUE, 'bursts.every'),
      users: checkRange(bursts.users ?? 5000, 1, max, 'bursts.users'),
    },
  }
}
