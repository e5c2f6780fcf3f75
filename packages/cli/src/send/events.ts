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

/**
 * Returns the schema of an event, by the member that only this schema has, in any case; `undefined` if it is not an
 * event.
 */
export function readSchema(event: WireEvent): DeliverySchema | undefined {
  const names = Object.keys(event).filter((name) => typeof event[name] === 'string')
  const has = (wanted: string) => names.some((name) => name.toLowerCase() === wanted)
  if (has('specversion')) return 'cloudevents'
  return has('eventtype') ? 'eventgrid' : undefined
}

const connectionType = /^Microsoft\.SignalRService\.ClientConnection((?:Disc|C)onnected)$/i

const readType = (event: WireEvent): string => String(event['eventType'] ?? event['type'])

/** Whether an event says that a client has connected or disconnected. */
export function isConnectionEvent(event: WireEvent): boolean {
  return connectionType.test(readType(event))
}

/** Describes an event in a few words: `connected ada`. */
export function describeEvent(event: WireEvent): string {
  const type = readType(event)
  const [, change] = connectionType.exec(type) ?? []
  if (change === undefined) return `${type} ${event['id'] ?? ''}`
  const { userId } = Object(event['data']) as WireEvent
  return `${change.toLowerCase()} ${userId || 'anonymous'}`
}
