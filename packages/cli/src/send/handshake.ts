import type { DeliverySchema } from '@signalr-events/core'
import type { EventGridRequest } from '@signalr-events/testing'
import type { WireEvent } from '../wire-event.js'
import { builders, readSchema } from './events.js'
import type { SendOptions } from './options.js'

/** A handshake to send. */
export interface Handshake {
  readonly schema: DeliverySchema
  readonly request: EventGridRequest
  /** The validation code that the answer must contain, in Event Grid schema. */
  readonly code: string
}

/** Creates the handshake before the delivery of an event. */
export function createHandshake(event: WireEvent, { schema, subscription }: SendOptions): Handshake {
  const chosen = schema ?? readSchema(event) ?? 'eventgrid'
  const code = crypto.randomUUID()
  const source = event['topic'] ?? event['source']
  const details = {
    code,
    ...(typeof source === 'string' ? { source } : {}),
    ...(subscription === undefined ? {} : { subscription }),
  }
  return { schema: chosen, code, request: builders[chosen].handshake(details) }
}
