import type { RequestHead } from './http.js'
import { type JsonObject, parseBase64Json } from './json.js'
import { isCloudEvents } from './recognize.js'
import { decodePercent } from './url.js'

// The two forms of a CloudEvent that are not JSON as it stands: binary mode, and data in base64.

const attributes = ['specversion', 'id', 'source', 'type', 'time', 'subject', 'dataschema'] as const

/** Whether the request is a CloudEvent in binary mode: attributes in the head, the body all data. */
export function isBinary(request: RequestHead): boolean {
  return request.header('ce-specversion') !== undefined && !isCloudEvents(request)
}

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode */
export function fromBinary(request: RequestHead, data: unknown): JsonObject {
  const event: Record<string, unknown> = { data }
  for (const attribute of attributes) {
    const value = request.header(`ce-${attribute}`)
    if (value !== undefined) event[attribute] = decodePercent(value)
  }
  return event
}

const json = /^[^;]*[/+]json\s*(;|$)/i

/** A CloudEvent whose data came as base64, with its data. */
export function withData(event: JsonObject): JsonObject {
  if (event['data'] !== undefined) return event
  const { data_base64: base64, datacontenttype: contentType } = event
  if (typeof base64 !== 'string') return event
  return typeof contentType === 'string' && json.test(contentType)
    ? { ...event, data: parseBase64Json(base64) }
    : event
}
