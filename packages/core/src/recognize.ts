import { isHandshake } from './admit.js'
import type { RequestHead } from './http.js'
import { readPath } from './url.js'

const cloudEvents = /^\s*application\/cloudevents/i

/** Whether the body is CloudEvents in structured or batch mode, by content type: a prefix, in any case. */
export function isCloudEvents(request: RequestHead): boolean {
  return cloudEvents.test(request.header('content-type') ?? '')
}

/**
 * Whether a request is for the webhook, by its head alone. With a path: whatever comes to that path. Without:
 * what carries the marks of Event Grid or CloudEvents, so that the webhook can be mounted at the root of a server.
 */
export function recognize(request: RequestHead, path: string | undefined): boolean {
  if (path !== undefined) return request.url === path || readPath(request.url) === path
  if (isHandshake(request)) return true
  if (request.method !== 'POST') return false
  return (
    request.header('aeg-event-type') !== undefined ||
    request.header('ce-specversion') !== undefined ||
    isCloudEvents(request)
  )
}
