import { createWebhook } from '@signalr-events/core'

/** Receives the connection id of an event. */
export type Handle = (connectionId: string) => unknown

/** Takes the body of a delivery and calls the handler for each of its events. A promise is awaited. */
export type Take = (text: string, headers: Readonly<Record<string, string | undefined>>) => unknown

interface Data {
  readonly connectionId: string
}

const types: ReadonlySet<unknown> = new Set([
  'Microsoft.SignalRService.ClientConnectionConnected',
  'Microsoft.SignalRService.ClientConnectionDisconnected',
])

/** Ways to get from the text of a body to its events, each loaded only where it is measured. */
export const candidates: Readonly<Record<string, (handle: Handle) => Take | Promise<Take>>> = {
  'JSON.parse': () => (text) => JSON.parse(text),
  handle: (handle) => {
    const call = ({ connectionId }: Data) => handle(connectionId)
    // 5,000 events are larger than what Event Grid sends.
    const options = { maxBodyBytes: 4 * 2 ** 20, maxDeliveries: 1000, onError() {} }
    const webhook = createWebhook({ connected: call, disconnected: call }, options)
    return (text, headers) => {
      const header = (name: string) => headers[name.toLowerCase()]
      return webhook.handle({ method: 'POST', url: '/', native: undefined, header, body: () => text })
    }
  },
  'JSON.parse and a switch': (handle) => (text, headers) => {
    for (const event of parse(text, headers)) dispatch(event, handle)
  },
  'JSON.parse, checks and a switch': (handle) => (text, headers) => {
    for (const event of parse(text, headers)) if (isValid(event)) dispatch(event, handle)
  },
  async '@azure/eventgrid'(handle) {
    const { EventGridDeserializer } = await import('@azure/eventgrid')
    const deserializer = new EventGridDeserializer()
    return async (text, headers) => {
      if (headers['content-type']?.startsWith('application/cloudevents')) {
        for (const { type, data } of await deserializer.deserializeCloudEvents(text))
          if (types.has(type)) handle((data as Data).connectionId)
      } else {
        for (const { eventType, data } of await deserializer.deserializeEventGridEvents(text))
          if (types.has(eventType)) handle((data as Data).connectionId)
      }
    }
  },
  async cloudevents(handle) {
    // Optional: it does not support the newest versions of Node. So nothing needs its types.
    const name: string = 'cloudevents'
    const { HTTP } = (await import(name)) as { HTTP: { toEvent(message: object): RawEvent | RawEvent[] } }
    return (text, headers) => {
      for (const { type, data } of [HTTP.toEvent({ headers, body: text })].flat())
        if (types.has(type)) handle(data.connectionId)
    }
  },
}

/** The members of an event that are read, in either schema. */
interface RawEvent {
  readonly id: unknown
  readonly topic?: unknown
  readonly source?: unknown
  readonly specversion?: unknown
  readonly eventType?: unknown
  readonly type?: unknown
  readonly data: Readonly<Record<string, unknown>> & Data
}

/** Handles the events of a parsed body. Checks nothing. */
export function dispatchAll(value: unknown, handle: Handle): void {
  for (const event of (Array.isArray(value) ? value : [value]) as RawEvent[]) dispatch(event, handle)
}

function dispatch(event: RawEvent, handle: Handle): void {
  switch (event.eventType ?? event.type) {
    case 'Microsoft.SignalRService.ClientConnectionConnected':
    case 'Microsoft.SignalRService.ClientConnectionDisconnected':
      handle(event.data.connectionId)
      break
  }
}

function parse(text: string, headers: Parameters<Take>[1]): readonly RawEvent[] {
  const value = JSON.parse(text)
  const type = headers['ce-type']
  if (type === undefined) return Array.isArray(value) ? value : [value]
  const { 'ce-id': id, 'ce-source': source, 'ce-specversion': specversion } = headers
  return [{ id, source: decodeURIComponent(source ?? ''), specversion, type, data: value }]
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const isText = (value: unknown) => typeof value === 'string' && value !== ''
const isOptional = (value: unknown) => value === undefined || value === null || typeof value === 'string'

function isValid({ specversion, id, source, topic, data }: RawEvent): boolean {
  if (specversion !== undefined && specversion !== '1.0') return false
  if (!isText(id) || !isText(specversion === undefined ? topic : source)) return false
  if (typeof data !== 'object' || data === null) return false
  const { timestamp, hubName, connectionId, userId, errorMessage } = data
  if (typeof timestamp !== 'string' || !time.test(timestamp)) return false
  return isText(hubName) && isText(connectionId) && isOptional(userId) && isOptional(errorMessage)
}
