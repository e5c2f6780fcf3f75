import { cloudEvents, type EventGridRequest, eventGrid, toBinary } from '@signalr-events/testing'

/** A kind of delivery. */
export interface Shape {
  readonly format: 'eventgrid' | 'cloudevents' | 'binary'
  readonly events: number
  /**
   * Whether clients connect and disconnect, 2,000 at a time. By default every event is of another connection, connected
   * and disconnected in turn.
   */
  readonly paired?: boolean
}

const PAIRED = 2000

/** The title of a shape, for people. */
export function titleOf({ format, events }: Shape): string {
  const noun = format === 'eventgrid' ? 'event' : 'CloudEvent'
  const count = `${events.toLocaleString('en-US')} ${noun}${events === 1 ? '' : 's'}`
  return format === 'binary' ? `${count}, binary` : count
}

/** Creates a delivery whose events are numbered from `first`. */
export function createDelivery({ format, events, paired = false }: Shape, first: number): EventGridRequest {
  const builder = format === 'eventgrid' ? eventGrid : cloudEvents
  const list = Array.from({ length: events }, (_, i) => {
    const turn = Math.floor((first + i) / PAIRED)
    const connection = paired ? Math.floor(turn / 2) * PAIRED + ((first + i) % PAIRED) : first + i
    const isConnected = (paired ? turn : first + i) % 2 === 0
    return builder[isConnected ? 'connectedEvent' : 'disconnectedEvent']({
      id: `0f8fad5b-d9cb-469f-a165-${String(first + i).padStart(12, '0')}`,
      connectionId: `crH0uxVSvP-${String(connection).padStart(12, '0')}`,
      userId: `user-${Math.floor(connection / 1.25)}`,
    })
  })
  return format === 'binary' ? toBinary(list[0] as Parameters<typeof toBinary>[0]) : builder.batch(list)
}
