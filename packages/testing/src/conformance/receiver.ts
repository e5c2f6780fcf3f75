import type { CloudEvent, DeliverySchema, EventGridEvent } from '@signalr-events/core'
import type { DeliveryBuilder, EventDetails, EventGridRequest } from '../deliveries.js'
import type { Check } from './check.js'
import type { Answer } from './target.js'

/** A webhook of Event Grid seen from outside, whoever wrote it: its answers are all that is known of it. */
export interface Receiver {
  /** Builds requests in the schema that the receiver is checked with. */
  readonly builder: DeliveryBuilder<EventGridEvent | CloudEvent>
  /** What every event says, besides what a check is about. */
  readonly details: EventDetails
  send(request: EventGridRequest): Promise<Answer>
}

/**
 * A check that answers alone can decide, on any receiver. Its events are harmless: whoever connects also disconnects,
 * or only disconnects.
 */
export interface OutsideCheck<Checked extends Receiver = Receiver> extends Check<Checked> {
  /** What it sends: a handshake, or deliveries, which reach handlers. */
  readonly stage: 'handshake' | 'delivery'
  /** The schema that it is about. Default: either. */
  readonly schema?: DeliverySchema
}
