import { setMaxListeners } from 'node:events'
import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { Attempt } from './attempt.js'
import { type Clock, systemClock } from './clock.js'
import type { Fault } from './faults.js'
import { createHistory, type History } from './history.js'
import type { EventGridOptions } from './options.js'
import { createRandom, type Random } from './random.js'
import { within } from './settings.js'
import { createTimetable } from './timetable.js'

/** What the parts of one Event Grid share. */
export interface World {
  readonly clock: Clock
  /** The Azure resource id of the SignalR Service. */
  readonly source: string
  /** The share of attempts whose connection is reset. */
  readonly resets: number
  /** Keep connections open, by the protocol of the endpoint. */
  readonly agents: Readonly<Record<string, Agent>>
  readonly attempts: History<Attempt>
  readonly faults: History<Fault>
  /** Chance for one part alone: who comes and goes must not depend on how fast an endpoint answers. */
  split(): Random
  /** Calls back when a time has come, unless all has ended by then. */
  at(time: number, run: () => void): void
  /** Hears that fewer events are pending. */
  progressed(): void
  /** Says that all ends. */
  readonly stopped: AbortSignal
  /** Ends all. */
  end(): void
}

// Shorter than servers keep connections that nothing comes through, 5 s in Node, so as not to meet their end.
const keepAlive = { keepAlive: true, timeout: 4_000 }

const defaultSource =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource'

/** Makes what is shared. */
export function createWorld(options: EventGridOptions, progressed: () => void): World {
  const { clock = systemClock(), source = defaultSource, seed = 1, history = 10_000 } = options
  within(history, 0, Number.MAX_SAFE_INTEGER, 'history')
  const seeds = createRandom(seed)
  const timetable = createTimetable(clock)
  const agents = { 'http:': new Agent(keepAlive), 'https:': new SecureAgent(keepAlive) }
  const stopping = new AbortController()
  // One for each request that is under way.
  setMaxListeners(0, stopping.signal)
  return {
    ...{ clock, source, agents, progressed },
    resets: options.faults?.resets ?? 0,
    attempts: createHistory(history, options.onAttempt),
    faults: createHistory(options.history ?? Number.POSITIVE_INFINITY, options.onFault),
    split: () => createRandom(seeds() * 2 ** 32),
    at: timetable.at,
    stopped: stopping.signal,
    end() {
      stopping.abort(new DOMException('The simulation has ended', 'AbortError'))
      timetable.clear()
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}
