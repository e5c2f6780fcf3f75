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
    if (value !== undefined) event[attribute] = decodeHeader(value)
  }
  return event
}

/**
 * The value of a header: without the quotes that some senders put around it, and percent-decoded.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values
 */
function decodeHeader(value: string): string {
  const quoted = /^\s*"(.*)"\s*$/s.exec(value)?.[1]
  const text = quoted === undefined ? value : quoted.replace(/\\(.)/gs, '$1')
  return text.includes('%') ? decodePercent(text) : text
}

/** A connection event whose data came as base64, with its data. Its type says that it is JSON, whatever the label. */
export function withData(event: JsonObject): JsonObject {
  const { data, data_base64: base64 } = event
  const isMissing = data === undefined || data === null
  return isMissing && typeof base64 === 'string' ? { ...event, data: parseBase64Json(base64) } : event
}
