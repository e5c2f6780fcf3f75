import type { AllowList } from './allow.js'
import { isHandshake } from './handshake.js'
import type { RequestHead } from './http.js'
import { readPath } from './url.js'

const cloudEvents = /^\s*application\/cloudevents/i

/** Whether the body is CloudEvents in structured or batch mode, by content type: a prefix, in any case. */
export function isCloudEvents(request: RequestHead): boolean {
  return cloudEvents.test(request.header('content-type') ?? '')
}

/** Whether a request came to a path. */
export function isAt(request: RequestHead, path: string): boolean {
  return request.url === path || readPath(request.url) === path
}

/**
 * Whether a request is Event Grid's own, by its head alone: a delivery with one of its headers; a CloudEvent or a
 * handshake with one of its origins. CloudEvents of other senders belong to the server around the webhook.
 */
export function isEventGrids(request: RequestHead, allowed: AllowList): boolean {
  if (isHandshake(request)) return allowed.origin(request.header('webhook-request-origin')?.trim())
  if (request.method !== 'POST') return false
  if (deliveryHeaders.some((name) => request.header(name) !== undefined)) return true
  // Some proxies strip headers that they do not know.
  const isCloudEvent = isCloudEvents(request) || request.header('ce-specversion') !== undefined
  return isCloudEvent && originHeaders.some((name) => allowed.origin(request.header(name)?.trim()))
}

const deliveryHeaders = ['aeg-event-type', 'aeg-subscription-name', 'aeg-delivery-count'] as const
const originHeaders = ['origin', 'webhook-request-origin'] as const
