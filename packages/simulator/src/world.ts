import type { Agent } from 'node:http'
import type { Attempt } from './attempt.js'
import type { Clock } from './clock.js'
import type { Random } from './random.js'

/** What the subscriptions of one Event Grid share. */
export interface World {
  readonly clock: Clock
  readonly random: Random
  /** Keep connections open, by the protocol of the endpoint. */
  readonly agents: Readonly<Record<string, Agent>>
  /** The Azure resource id of the SignalR Service. */
  readonly source: string
  /** Says that all ends. */
  readonly stopped: AbortSignal
  /** Calls back when a time has come, unless all has ended by then. */
  at(time: number, run: () => void): void
  /** The share of attempts whose connection is reset. */
  readonly resets: number
  /** Hears of every attempt that has ended. */
  attempted(attempt: Attempt): void
  /** Hears that fewer events are pending. */
  progressed(): void
}
