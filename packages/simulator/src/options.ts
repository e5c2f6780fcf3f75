import type { DeliverySchema } from '@signalr-events/core'
import type { Attempt } from './attempt.js'
import type { Clock } from './clock.js'
import type { Duration } from './duration.js'
import type { Fault, FaultOptions } from './fault-options.js'

/** Options of {@link startEventGrid}. */
export interface EventGridOptions {
  /** The event subscriptions. */
  readonly subscriptions: readonly SubscriptionOptions[]
  /**
   * The clock of the simulation.
   *
   * @default systemClock()
   */
  readonly clock?: Clock | undefined
  /**
   * The Azure resource id of the SignalR Service.
   *
   * @default a subscription id of zeros, `…/SignalR/signalr-resource`
   */
  readonly source?: string | undefined
  /**
   * The seed of all random values: ids, traffic, faults, jitter. With a manual clock, the same seed gives the same
   * run.
   *
   * @default 1
   */
  readonly seed?: number | undefined
  /**
   * Faults to inject.
   *
   * @default none
   */
  readonly faults?: FaultOptions | undefined
  /**
   * How many of the latest attempts and faults are kept for {@link EventGrid.attempts} and {@link EventGrid.faults}.
   * Each attempt keeps the body of its request.
   *
   * @default 10,000 attempts, and all faults
   */
  readonly history?: number | undefined
  /** Called when an attempt has ended. @default none */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined
  /** Called when a fault is injected. @default none */
  readonly onFault?: ((fault: Fault) => void) | undefined
}

/** An event subscription. */
export interface SubscriptionOptions {
  /** The URL of the webhook, including its key. Azure requires `https`; the simulator also accepts `http`. */
  readonly endpoint: string
  /**
   * The name, sent in upper case as Event Grid does.
   *
   * @default 'subscription-1' and so on
   */
  readonly name?: string | undefined
  /** The schema of deliveries. @default 'eventgrid' */
  readonly schema?: DeliverySchema | undefined
  /** Static delivery properties: up to 10 headers of up to 4,096 bytes, sent with every POST. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** How events are batched. @default one event per delivery */
  readonly batch?: BatchOptions | undefined
  /** The retry policy. @default that of Azure */
  readonly retry?: RetryOptions | undefined
  /**
   * Whether undelivered events are kept as dead letters instead of dropped.
   *
   * @default false, as in Azure
   */
  readonly deadLetter?: boolean | undefined
  /** Which events the subscription receives. @default all */
  readonly filter?: FilterOptions | undefined
  /**
   * How long the endpoint may take to answer.
   *
   * @default '30s', as in Azure
   */
  readonly timeout?: Duration | undefined
  /**
   * How often the handshake is tried if the endpoint cannot be reached. Azure does not document its number.
   *
   * @default 3
   */
  readonly handshakeAttempts?: number | undefined
  /**
   * Maximum deliveries in flight. Azure does not document its number.
   *
   * @default 16
   */
  readonly concurrency?: number | undefined
}

/** How events are batched. */
export interface BatchOptions {
  /**
   * Maximum events in a delivery, from 1 to 5,000.
   *
   * @default 1
   */
  readonly maxEvents?: number | undefined
  /**
   * The size in KiB that a batch does not exceed unless a single event does, from 1 to 1,024.
   *
   * @default 64, as in Azure
   */
  readonly preferredKilobytes?: number | undefined
  /**
   * The content type of a batch of CloudEvents. Azure does not document what it sends; the default is that of the
   * CloudEvents specification.
   *
   * @default 'application/cloudevents-batch+json; charset=utf-8'
   */
  readonly contentType?: string | undefined
}

/** The retry policy: how often and how long failed deliveries are retried. */
export interface RetryOptions {
  /**
   * Maximum attempts, from 1 to 30.
   *
   * @default 30
   */
  readonly maxAttempts?: number | undefined
  /**
   * How long an event is retried, from 1 minute to 24 hours. It is checked when the next attempt is due.
   *
   * @default '24h'
   */
  readonly timeToLive?: Duration | undefined
  /**
   * The largest random increase of a retry delay, as a share of it from 0 to 1. Azure documents only that it is small.
   *
   * @default 0
   */
  readonly jitter?: number | undefined
  /**
   * Whether a failed endpoint receives nothing for a while, new events included.
   *
   * @default false
   */
  readonly probation?: boolean | undefined
}

/** Which events a subscription receives. */
export interface FilterOptions {
  /**
   * For example `['Microsoft.SignalRService.ClientConnectionConnected']`.
   *
   * @default all types
   */
  readonly includedEventTypes?: readonly string[] | undefined
  /** The subject of an event is `/hub/` followed by the name of the hub. @default any subject */
  readonly subjectBeginsWith?: string | undefined
  /** What the subject must end with. @default any subject */
  readonly subjectEndsWith?: string | undefined
  /** Whether `subjectBeginsWith` and `subjectEndsWith` regard case. @default false */
  readonly isSubjectCaseSensitive?: boolean | undefined
}
