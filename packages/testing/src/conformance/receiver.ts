import type { CloudEvent, DeliverySchema, EventGridEvent } from '@signalr-events/core'
import type { DeliveryBuilder, EventDetails, EventGridRequest } from '../deliveries.js'
import type { Check } from './check.js'
import type { Answer } from './target.js'

/** Any Event Grid webhook. Checks see only its answers. */
export interface Receiver {
  /** Builds requests in the schema that the receiver is checked with. */
  readonly builder: DeliveryBuilder<EventGridEvent | CloudEvent>
  /** The fields of every event, unless a check is about that field. */
  readonly details: EventDetails
  /** Sends a request, and resolves with the answer. */
  send(request: EventGridRequest): Promise<Answer>
}

/**
 * A check that reads answers only, so that it runs against any receiver. Its events leave no client connected: each
 * client that connects also disconnects.
 */
export interface BlackBoxCheck<Checked extends Receiver = Receiver> extends Check<Checked> {
  /** What the check sends: a handshake, or deliveries, which reach handlers. */
  readonly stage: 'handshake' | 'delivery'
  /**
   * The only schema that the check applies to.
   *
   * @default both schemas
   */
  readonly schema?: DeliverySchema
}
