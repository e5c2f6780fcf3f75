import type { EventDetails } from '@signalr-events/testing'

/** An event to publish. Fields that you leave out get generated values. */
export interface EventToPublish extends EventDetails {
  readonly type: 'connected' | 'disconnected'
}

/** A published event. */
export interface PublishedEvent extends EventToPublish {
  readonly id: string
  readonly source: string
  readonly hubName: string
  /** `null` for an anonymous client. */
  readonly userId: string | null
  readonly connectionId: string
  readonly timestamp: string
  /** When it was published, in milliseconds since 1970 by the clock of the simulation. */
  readonly publishedAt: number
}

/** An event to publish that happened a moment ago. */
export interface PastEvent extends EventToPublish {
  /** In milliseconds since 1970. */
  readonly at: number
}
