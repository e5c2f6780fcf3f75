import type { DeliverySchema } from '@signalr-events/core'
import { cloudEvents, type DeliveryBuilder, type EventDetails, eventGrid } from '@signalr-events/testing'
import type { WireEvent } from '../wire-event.js'
import type { SendOptions } from './options.js'

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
