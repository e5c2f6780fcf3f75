import type { EventDetails } from '@signalr-events/testing'

/** An event to publish. What is not said is made up. */
export interface EventToPublish extends EventDetails {
  readonly type: 'connected' | 'disconnected'
}

/** An event that was published. */
export interface PublishedEvent extends EventToPublish {
  readonly id: string
  readonly source: string
  readonly hubName: string
  /** `null` for an anonymous client. */
  readonly userId: string | null
  readonly connectionId: string
  readonly timestamp: string
  /** When, in milliseconds since 1970 by the clock of the simulation. */
  readonly publishedAt: number
}

/** An event to publish that has happened a moment ago. */
export interface PastEvent extends EventToPublish {
  /** Milliseconds since 1970. */
  readonly at: number
}
