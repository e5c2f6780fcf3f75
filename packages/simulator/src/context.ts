import { setMaxListeners } from 'node:events'
import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { Attempt } from './attempt.js'
import { type Clock, systemClock } from './clock.js'
import type { Fault } from './fault-options.js'
import { createHistory, type History } from './history.js'
import type { EventGridOptions } from './options.js'
import { createRandom, type Random } from './random.js'
import { createScheduler } from './scheduler.js'

/** What the parts of one Event Grid share. */
export interface SimulationContext {
  readonly clock: Clock
  /** The Azure resource id of the SignalR Service. */
  readonly source: string
  /** The share of attempts whose connection is reset. */
  readonly resets: number
  /** Agents that keep connections open, by the protocol of the endpoint. */
  readonly agents: Readonly<Record<string, Agent>>
  readonly attempts: History<Attempt>
  readonly faults: History<Fault>
  /** Returns random numbers for one part, so that traffic does not depend on how fast an endpoint answers. */
  forkRandom(): Random
  /** Calls `run` at a time, unless the simulation has ended by then. */
  at(time: number, run: () => void): void
  /** Must be called whenever fewer events are pending. */
  onProgress(): void
  /** Is aborted when the simulation ends. */
  readonly stopped: AbortSignal
  /** Ends the simulation. */
  end(): void
}

// Node servers close idle connections after 5 s. A shorter timeout avoids sending on a connection that is closing.
const keepAlive = { keepAlive: true, timeout: 4_000 }

const defaultSource =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource'

/** Creates the context of one Event Grid. */
export function createContext(options: EventGridOptions, onProgress: () => void): SimulationContext {
  const { clock = systemClock(), source = defaultSource, seed = 1, history = 10_000 } = options
  const seeds = createRandom(seed)
  const scheduler = createScheduler(clock)
  const agents = { 'http:': new Agent(keepAlive), 'https:': new SecureAgent(keepAlive) }
  const stopping = new AbortController()
  // Every request in flight adds a listener.
  setMaxListeners(0, stopping.signal)
  return {
    ...{ clock, source, agents, onProgress },
    resets: options.faults?.resets ?? 0,
    attempts: createHistory(history, options.onAttempt),
    faults: createHistory(options.history ?? Number.POSITIVE_INFINITY, options.onFault),
    forkRandom: () => createRandom(seeds() * 2 ** 32),
    at: scheduler.at,
    stopped: stopping.signal,
    end() {
      stopping.abort(new DOMException('The simulation has ended', 'AbortError'))
      scheduler.clear()
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}
