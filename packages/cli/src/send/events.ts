import type { DeliverySchema } from '@signalr-events/core'
import { cloudEvents, type DeliveryBuilder, type EventDetails, eventGrid } from '@signalr-events/testing'
import type { SendOptions } from './options.js'

/** An event on the wire, in either schema. */
export type WireEvent = Readonly<Record<string, unknown>>

/** The request builders by schema. */
export const builders: Readonly<Record<DeliverySchema, DeliveryBuilder<WireEvent>>> = {
  eventgrid: eventGrid,
  cloudevents: cloudEvents,
}

/** Creates the event that the options describe. */
export function createEvent(options: SendOptions): WireEvent {
  const { hub, user, anonymous, connection, error, id, source } = options
  const details = {
    hubName: hub,
    userId: anonymous ? null : user,
    connectionId: connection,
    errorMessage: error,
    id,
    source,
  }
  const given = Object.entries(details).filter(([, value]) => value !== undefined)
  const builder = builders[options.schema ?? 'eventgrid']
  return builder[`${options.type}Event`](Object.fromEntries(given) as EventDetails)
}

/** Returns the schema of an event by the member that only this schema has; `undefined` if it is not an event. */
export function readSchema(event: WireEvent): DeliverySchema | undefined {
  if (typeof event['specversion'] === 'string') return 'cloudevents'
  return typeof event['eventType'] === 'string' ? 'eventgrid' : undefined
}

/** Describes an event in a few words: `connected ada`. */
export function describeEvent(event: WireEvent): string {
  const type = String(event['eventType'] ?? event['type'])
  const [, change] = /^Microsoft\.SignalRService\.ClientConnection((?:Disc|C)onnected)$/i.exec(type) ?? []
  if (change === undefined) return `${type} ${event['id'] ?? ''}`
  const { userId } = Object(event['data']) as WireEvent
  return `${change.toLowerCase()} ${userId || 'anonymous'}`
}
