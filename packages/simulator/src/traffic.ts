import { type Duration, toMs } from './duration.js'
import type { PastEvent } from './events.js'
import { type Connection, createPopulation } from './population.js'
import type { Random } from './random.js'
import { within } from './settings.js'

/** How clients come and go. */
export interface TrafficOptions {
  /** Default: 100. */
  readonly users?: number | undefined
  /** Default: `['chat']`. */
  readonly hubs?: readonly string[] | undefined
  /** Events per second, on average. Default: 10. */
  readonly rate?: number | undefined
  /** The share of users who are anonymous, from 0 to 1. Default: 0.1. */
  readonly anonymous?: number | undefined
  /** How many connections a user has at most: tabs. Default: 3. */
  readonly tabs?: number | undefined
  /** The share of disconnects with an error, from 0 to 1. Default: 0.1. */
  readonly errors?: number | undefined
  /** Ends after as many events. Default: never. */
  readonly events?: number | undefined
  /** Ends after as long a time. Default: never. */
  readonly duration?: Duration | undefined
  /** Every so often, so many new users come at once, 5,000 by default, and leave at once 10 s later. Default: never. */
  readonly storms?: { readonly every: Duration; readonly users?: number | undefined } | undefined
}

/** Clients that come and go. */
export interface Traffic {
  /** Who is online in truth: what a list that is kept by the events should say. */
  online(): Connection[]
  /** How many events were published. */
  readonly published: number
  /** Ends it. Who is online stays. */
  stop(): void
  /** Resolves when it has ended. */
  readonly done: Promise<void>
}

/** What traffic needs. */
interface Surroundings {
  readonly random: Random
  now(): number
  at(time: number, run: () => void): void
  publish(events: readonly PastEvent[]): void
}

// Events of a moment are published together, so that there is something to put into batches.
const tick = 100
const stormLength = 10_000

/** Lets clients come and go. @throws {TypeError} for an option beyond its limits */
export function startTraffic(options: TrafficOptions, { random, now, at, publish }: Surroundings): Traffic {
  const { users, rate, limit, end, habits, storms } = readTraffic(options, now())
  const population = createPopulation(users, habits, random)
  let published = 0
  let next = now() + wait()
  let ended = false
  let resolve: () => void = () => {}
  const done = new Promise<void>((fulfil) => {
    resolve = fulfil
  })

  function wait(): number {
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
      for (const _ of acted) next += wait()
    }
    send(events)
    if (published >= limit || now() >= end) stop()
    else at(Math.max(now() + tick, Math.min(next, end)), run)
  }

  function storm(every: number, size: number): void {
    if (ended) return
    const { events, leave } = population.storm(now(), Math.min(size, limit - published))
    send(events)
    at(now() + stormLength, () => {
      if (!ended) send(leave(now(), limit - published))
    })
    at(now() + every, () => storm(every, size))
  }

  function stop(): void {
    ended = true
    resolve()
  }

  at(now() + tick, run)
  if (storms !== undefined) at(now() + storms.every, () => storm(storms.every, storms.users))
  return {
    online: () => [...population.online.values()],
    get published() {
      return published
    },
    stop,
    done,
  }
}

/** Checks options and fills in the defaults. */
function readTraffic(options: TrafficOptions, now: number) {
  const { users = 100, hubs = ['chat'], rate = 10, anonymous = 0.1, tabs = 3, errors = 0.1, storms } = options
  const most = 1_000_000
  if (hubs.length === 0) throw new TypeError('hubs must name at least one hub')
  for (const [name, value] of Object.entries({ users, tabs })) within(value, 1, most, name)
  for (const [name, value] of Object.entries({ anonymous, errors })) within(value, 0, 1, name)
  return {
    users,
    rate: within(rate, 0.001, most, 'rate'),
    limit:
      options.events === undefined
        ? Number.POSITIVE_INFINITY
        : within(options.events, 0, Number.MAX_SAFE_INTEGER, 'events'),
    end: options.duration === undefined ? Number.POSITIVE_INFINITY : now + toMs(options.duration),
    habits: { hubs, anonymous, tabs, errors },
    storms: storms && {
      every: within(toMs(storms.every, 'storms.every'), stormLength, Number.MAX_VALUE, 'storms.every'),
      users: within(storms.users ?? 5000, 1, most, 'storms.users'),
    },
  }
}
