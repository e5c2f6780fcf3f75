import type { EventGridRequest } from '@signalr-events/testing'
import type { HttpAnswer } from './exchange.js'
import type { Outcome } from './outcome.js'

/** One attempt to deliver, as it went. */
export interface Attempt {
  /** The name of the subscription, as written. */
  readonly subscription: string
  /** How many were made before: what `aeg-delivery-count` says. */
  readonly count: number
  /** When it began, in milliseconds since 1970 by the clock of the simulation. */
  readonly at: number
  /** How long it took, in milliseconds of this machine. */
  readonly took: number
  readonly url: string
  readonly request: EventGridRequest
  /** The ids of the events. */
  readonly eventIds: readonly string[]
  /** When the events were published: the time between is their lag. */
  readonly publishedAt: readonly number[]
  /** `undefined` when none came. */
  readonly answer: HttpAnswer | undefined
  /** Why none came: the code of the connection's error, e.g. `ECONNREFUSED`, or `TimeoutError`. */
  readonly error: string | undefined
  readonly outcome: Outcome
  /** What becomes of the events: when they are tried again by the clock, or that they are done with. */
  readonly next: { readonly retryAt: number } | 'delivered' | 'dead-lettered' | 'dropped'
}
