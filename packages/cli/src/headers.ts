import type { EventGridRequest } from '@signalr-events/testing'

/** Headers by name, as delivery properties of an event subscription. */
export type Headers = Readonly<Record<string, string>>

/** Adds headers to a POST. OPTIONS stays unchanged, because Event Grid is not documented to send them with OPTIONS. */
export function withHeaders(request: EventGridRequest, headers: Headers): EventGridRequest {
  return request.method === 'OPTIONS' ? request : { ...request, headers: { ...request.headers, ...headers } }
}
