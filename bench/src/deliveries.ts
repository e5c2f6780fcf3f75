import { cloudEvents, type EventGridRequest, eventGrid } from '@signalr-events/testing'

/** A kind of delivery. */
export interface Shape {
  readonly format: 'eventgrid' | 'cloudevents'
  readonly events: number
}

/** So many clients connect, one event each, before the same disconnect. */
const CLIENTS = 2000
/** After so many events, all clients have disconnected. */
export const CYCLE = 2 * CLIENTS

/** The title of a shape, for people. */
export function titleOf({ format, events }: Shape): string {
  const noun = format === 'eventgrid' ? 'event' : 'CloudEvent'
  return `${events} ${noun}${events === 1 ? '' : 's'}`
}

/** Creates a delivery whose events are numbered from `first`. */
export function createDelivery({ format, events }: Shape, first: number): EventGridRequest {
  const builder = format === 'eventgrid' ? eventGrid : cloudEvents
  const list = Array.from({ length: events }, (_, i) => {
    const cycle = Math.floor((first + i) / CYCLE)
    const connection = cycle * CLIENTS + ((first + i) % CLIENTS)
    const isConnected = (first + i) % CYCLE < CLIENTS
    return builder[isConnected ? 'connectedEvent' : 'disconnectedEvent']({
      id: `0f8fad5b-d9cb-469f-a165-${String(first + i).padStart(12, '0')}`,
      connectionId: `crH0uxVSvP-${String(connection).padStart(12, '0')}`,
      userId: `user-${Math.floor(connection / 1.25)}`,
    })
  })
  return builder.batch(list)
}
