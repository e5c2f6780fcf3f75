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
    const value = JSON.parse(text)
    const type = headers['ce-type']
    dispatchAll(type === undefined ? value : { type, data: value }, handle)
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
  readonly eventType?: unknown
  readonly type?: unknown
  readonly data: Data
}

/** Handles the events of a parsed body. Checks nothing. */
export function dispatchAll(value: unknown, handle: Handle): void {
  for (const { eventType, type, data } of (Array.isArray(value) ? value : [value]) as RawEvent[])
    switch (eventType ?? type) {
      case 'Microsoft.SignalRService.ClientConnectionConnected':
      case 'Microsoft.SignalRService.ClientConnectionDisconnected':
        handle(data.connectionId)
    }
}
