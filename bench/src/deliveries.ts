import {
  cloudEvents,
  type EventDetails,
  type EventGridRequest,
  eventGrid,
  toBinary,
} from '@signalr-events/testing'

/** The format of a delivery. */
export type Format = 'eventgrid' | 'cloudevents' | 'binary'

/** A delivery by its format and the number of its events. */
export interface Shape {
  readonly format: Format
  readonly events: number
}

/** A delivery as text, and the connection ids of its events. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly connectionIds: readonly string[]
}

/** The name of a shape, for tables and figures. */
export function nameOf({ format, events }: Shape): string {
  return `${format}-${events}`
}

/** The title of a shape, for people. */
export function titleOf({ format, events }: Shape): string {
  const noun = format === 'eventgrid' ? 'event' : 'CloudEvent'
  const count = `${events.toLocaleString('en-US')} ${noun}${events === 1 ? '' : 's'}`
  return format === 'binary' ? `${count} in binary mode` : count
}

/** Creates a delivery whose events are numbered from `first`, connected and disconnected in turn. */
export function createDelivery(shape: Shape, first: number): Delivery {
  const numbers = Array.from({ length: shape.events }, (_, i) => String(first + i).padStart(digits, '0'))
  const { headers, body = '' } = createRequest(shape, numbers)
  return { headers, text: body, connectionIds: numbers.map(toConnectionId) }
}

/** Creates different deliveries with a thousand events in total, at least two deliveries. */
export function createDeliveries(shape: Shape): readonly Delivery[] {
  const count = Math.max(2, Math.ceil(1000 / shape.events))
  return Array.from({ length: count }, (_, i) => createDelivery(shape, i * shape.events))
}

/** How many digits the number of an event has. */
export const digits = 12
/** Stands for the number of an event in a template, once in its id and once in its connection id. */
export const placeholder: string = '9'.repeat(digits)

/** A request with placeholders for the numbers of its events. */
export function createTemplate(shape: Shape): EventGridRequest {
  return createRequest(
    shape,
    Array.from({ length: shape.events }, () => placeholder),
  )
}

function createRequest({ format, events }: Shape, numbers: readonly string[]): EventGridRequest {
  if (format === 'eventgrid') {
    return eventGrid.batch(
      numbers.map((number, i) =>
        eventGrid[i % 2 === 0 ? 'connectedEvent' : 'disconnectedEvent'](toDetails(number)),
      ),
    )
  }
  const batch = numbers.map((number, i) =>
    cloudEvents[i % 2 === 0 ? 'connectedEvent' : 'disconnectedEvent'](toDetails(number)),
  )
  const [only] = batch
  if (format === 'cloudevents' || only === undefined) return cloudEvents.batch(batch)
  if (events !== 1) throw new RangeError('binary mode has one event')
  return toBinary(only)
}

function toDetails(number: string): EventDetails {
  return { id: `0f8fad5b-d9cb-469f-a165-${number}`, connectionId: toConnectionId(number) }
}

function toConnectionId(number: string): string {
  return `crH0uxVSvP-${number}`
}
