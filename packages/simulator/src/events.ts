import type { EventDetails } from '@signalr-events/testing'

/** An event to publish. Fields that you leave out get generated values. */
export interface EventToPublish extends EventDetails {
  /** What happened. */
  readonly type: 'connected' | 'disconnected'
}

/** A published event. */
export interface PublishedEvent extends EventToPublish {
  /** The id of the event. */
  readonly id: string
  readonly source: string
  /** The hub. */
  readonly hubName: string
  /** `null` for an anonymous client. */
  readonly userId: string | null
  /** The connection. */
  readonly connectionId: string
  /** When it happened: ISO 8601, UTC, with seven fractional digits. */
  readonly timestamp: string
  /** When it was published, in milliseconds since 1970 by the clock of the simulation. */
  readonly publishedAt: number
}

/** An event to publish that happened a moment ago. */
export interface PastEvent extends EventToPublish {
  /** In milliseconds since 1970. */
  readonly at: number
}
