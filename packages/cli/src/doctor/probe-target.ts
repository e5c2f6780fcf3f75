import type { CloudEvent, EventGridEvent } from '@signalr-events/core'
import type { DeliveryBuilder, EventDetails } from '@signalr-events/testing'
import type { Headers } from '../headers.js'

/** A webhook, and how to probe it with one schema. */
export interface ProbeTarget {
  readonly url: URL
  readonly builder: DeliveryBuilder<EventGridEvent | CloudEvent>
  /** The fields of every event. */
  readonly details: EventDetails
  /** The name of the event subscription. */
  readonly subscription: string | undefined
  /** Headers of every POST, as delivery properties of the subscription. */
  readonly headers: Headers
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number
  /** How long half of a body is held back, in milliseconds. */
  readonly holdMs: number
}
