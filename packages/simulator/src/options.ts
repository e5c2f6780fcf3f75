import type { DeliverySchema } from '@signalr-events/core'
import type { Attempt } from './attempt.js'
import type { Clock } from './clock.js'
import type { Duration } from './duration.js'
import type { Fault, FaultOptions } from './faults.js'

/** Options of {@link startEventGrid}. */
export interface EventGridOptions {
  /** Who gets the events. */
  readonly subscriptions: readonly SubscriptionOptions[]
  /** Default: the time of this machine. */
  readonly clock?: Clock | undefined
  /** The Azure resource id of the SignalR Service. Default: one of zeros, `…/SignalR/signalr-resource`. */
  readonly source?: string | undefined
  /**
   * Decides all that is left to chance: ids, traffic, faults, jitter. With a manual clock, the same seed is the same
   * run. Default: 1.
   */
  readonly seed?: number | undefined
  /** What goes wrong on purpose. Default: nothing. */
  readonly faults?: FaultOptions | undefined
  /**
   * How many of the latest attempts and faults are kept for {@link EventGrid.attempts} and {@link EventGrid.faults}.
   * Each attempt keeps the body of its request. Default: 10,000 attempts, and all faults.
   */
  readonly history?: number | undefined
  /** Hears of every attempt, when it has ended. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined
  /** Hears of everything that goes wrong on purpose, when it begins. */
  readonly onFault?: ((fault: Fault) => void) | undefined
}

/** An event subscription. */
export interface SubscriptionOptions {
  /** The URL of the webhook, with its key if it has one. Azure takes `https` only; here `http` does as well. */
  readonly endpoint: string
  /** Sent in upper case, as Event Grid does. Default: `subscription-1` and so on. */
  readonly name?: string | undefined
  /** Default: `eventgrid`. */
  readonly schema?: DeliverySchema | undefined
  /** Static delivery properties: up to 10 headers of up to 4,096 bytes. Sent with every POST. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Default: one event in a delivery. */
  readonly batch?: BatchOptions | undefined
  readonly retry?: RetryOptions | undefined
  /** Whether events that are given up are kept as dead letters, rather than dropped. Default: false, as in Azure. */
  readonly deadLetter?: boolean | undefined
  readonly filter?: FilterOptions | undefined
  /** How long the endpoint may take to answer. Default: `'30s'`, as in Azure. */
  readonly timeout?: Duration | undefined
  /** How often the handshake is tried when the endpoint cannot be reached. Default: 3; Azure's is not documented. */
  readonly handshakeAttempts?: number | undefined
  /** How many deliveries are under way at a time. Default: 16; Azure's is not documented. */
  readonly concurrency?: number | undefined
}

/** How events are put together. */
export interface BatchOptions {
  /** From 1 to 5,000. Default: 1. */
  readonly maxEvents?: number | undefined
  /** From 1 to 1,024: no event is added to a batch that would grow beyond it. Default: 64, as in Azure. */
  readonly preferredKilobytes?: number | undefined
  /**
   * The content type of a batch of CloudEvents. Default: `application/cloudevents-batch+json; charset=utf-8`, as its
   * specification wants; what Azure sends is not documented.
   */
  readonly contentType?: string | undefined
}

/** When deliveries that failed come again, and when they are given up. */
export interface RetryOptions {
  /** From 1 to 30. Default: 30. */
  readonly maxAttempts?: number | undefined
  /** From 1 minute to 24 hours. Looked at when the next attempt is due. Default: `'24h'`. */
  readonly timeToLive?: Duration | undefined
  /** By how much of itself a wait may grow, from 0 to 1. Azure's is "small" and not documented. Default: 0. */
  readonly jitter?: number | undefined
  /** Whether an endpoint that failed is left alone for a while, new events included. Default: false. */
  readonly probation?: boolean | undefined
}

/** Which events a subscription gets. */
export interface FilterOptions {
  /** E.g. `['Microsoft.SignalRService.ClientConnectionConnected']`. Default: all. */
  readonly includedEventTypes?: readonly string[] | undefined
  /** The subject of an event is `/hub/` and the name of the hub. */
  readonly subjectBeginsWith?: string | undefined
  readonly subjectEndsWith?: string | undefined
  /** Default: false. */
  readonly isSubjectCaseSensitive?: boolean | undefined
}
