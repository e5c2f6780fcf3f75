import { type ConnectionEvent, createWebhook, type Handlers } from '@signalr-events/core'

/** Receives the connection id of an event. */
export type Handle = (connectionId: string) => unknown

/** Takes the body of a delivery and calls the handler for each of its events. A promise is awaited. */
export type Take = (text: string, headers: Readonly<Record<string, string | undefined>>) => unknown

const types: ReadonlySet<unknown> = new Set([
  'Microsoft.SignalRService.ClientConnectionConnected',
  'Microsoft.SignalRService.ClientConnectionDisconnected',
])

/** Ways to get from the text of a body to its events, each loaded only where it is measured. */
export const candidates = {
  'JSON.parse': () => (text) => JSON.parse(text),
  handle: takeByWebhook,
  'handle, async handlers': (handle) => takeByWebhook(async (id) => handle(id)),
  async '@azure/eventgrid'(handle) {
    const { EventGridDeserializer } = await import('@azure/eventgrid')
    const deserializer = new EventGridDeserializer()
    return async (text, headers) => {
      const isCloudEvents = headers['content-type']?.startsWith('application/cloudevents')
      const deserialize = isCloudEvents ? 'deserializeCloudEvents' : 'deserializeEventGridEvents'
      dispatchAll(await deserializer[deserialize](text), handle)
    }
  },
  async cloudevents(handle) {
    // Optional: it does not support the newest versions of Node. So nothing needs its types.
    const name: string = 'cloudevents'
    const { HTTP } = (await import(name)) as { HTTP: { toEvent(message: object): unknown } }
    return (text, headers) => dispatchAll(HTTP.toEvent({ headers, body: text }), handle)
  },
} satisfies Record<string, (handle: Handle) => Take | Promise<Take>>

/** The handlers of a webhook. */
export function toHandlers(handle: Handle): Handlers {
  const call = ({ connectionId }: ConnectionEvent) => handle(connectionId)
  return { connected: call, disconnected: call }
}

function takeByWebhook(handle: Handle): Take {
  // 5,000 events are larger than what Event Grid sends.
  const options = { maxBodyBytes: 4 * 2 ** 20, maxDeliveries: 1000, onError() {} }
  const webhook = createWebhook(toHandlers(handle), options)
  return (text, headers) => {
    const header = (name: string) => headers[name.toLowerCase()]
    return webhook.handle({ method: 'POST', url: '/', native: undefined, header, body: () => text })
  }
}

/** The members of an event that are read, in either schema. */
interface RawEvent {
  readonly eventType?: unknown
  readonly type?: unknown
  readonly data: { readonly connectionId: string }
}

/** Handles the events of a parsed body. Checks nothing. */
export function dispatchAll(value: unknown, handle: Handle): void {
  for (const { eventType, type, data } of (Array.isArray(value) ? value : [value]) as RawEvent[])
    if (types.has(eventType ?? type)) handle(data.connectionId)
}
