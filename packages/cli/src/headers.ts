import type { EventGridRequest } from '@signalr-events/testing'

/** Headers by name, as delivery properties of an event subscription. */
export type Headers = Readonly<Record<string, string>>

/** A request with these headers. They go with every POST; that Event Grid sends them with OPTIONS is said nowhere. */
export function withHeaders(request: EventGridRequest, headers: Headers): EventGridRequest {
  return request.method === 'OPTIONS' ? request : { ...request, headers: { ...request.headers, ...headers } }
}
