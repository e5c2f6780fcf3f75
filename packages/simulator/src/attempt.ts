import type { EventGridRequest } from '@signalr-events/testing'
import type { HttpAnswer } from './exchange.js'
import type { Outcome } from './outcome.js'

/** One attempt to deliver events. */
export interface Attempt {
  /** The name of the subscription, as written. */
  readonly subscription: string
  /** How many attempts came before this one: the value of `aeg-delivery-count`. */
  readonly count: number
  /** When the attempt began, in milliseconds since 1970 by the clock of the simulation. */
  readonly at: number
  /** How long the attempt took, in milliseconds of real time. */
  readonly durationMs: number
  /** The URL of the request. */
  readonly url: string
  /** The request as sent. */
  readonly request: EventGridRequest
  /** The ids of the events. */
  readonly eventIds: readonly string[]
  /** When each event was published, in milliseconds since 1970. The difference to `at` is its lag. */
  readonly publishedAt: readonly number[]
  /** `undefined` if the endpoint did not answer. */
  readonly answer: HttpAnswer | undefined
  /** Why the endpoint did not answer: the code of the connection error, such as `ECONNREFUSED`, or `TimeoutError`. */
  readonly error: string | undefined
  /** The outcome, as Event Grid names it in dead letters. */
  readonly outcome: Outcome
  /** What happens to the events: when they are retried, by the clock of the simulation, or how they ended. */
  readonly next: { readonly retryAt: number } | 'delivered' | 'dead-lettered' | 'dropped'
}
