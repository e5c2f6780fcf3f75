import type { DeliverySchema } from '@signalr-events/core'
import type { EventGridRequest } from '@signalr-events/testing'
import { builders, readSchema, type WireEvent } from './events.js'
import type { SendOptions } from './options.js'

/** A handshake that is to be sent. */
export interface Handshake {
  readonly schema: DeliverySchema
  readonly request: EventGridRequest
  /** What is to come back, in Event Grid schema. */
  readonly code: string
}

/** The handshake before the delivery of an event. */
export function createHandshake(event: WireEvent, { schema, subscription }: SendOptions): Handshake {
  const asked = schema ?? readSchema(event) ?? 'eventgrid'
  const code = crypto.randomUUID()
  const source = event['topic'] ?? event['source']
  const details = {
    code,
    ...(typeof source === 'string' ? { source } : {}),
    ...(subscription === undefined ? {} : { subscription }),
  }
  return { schema: asked, code, request: builders[asked].handshake(details) }
}
