import { fromBytesJson, fromSpreadArray } from './bytes.js'
import { WebhookError } from './errors.js'
import type { RequestHead } from './http.js'
import { isJsonObject, parseJson } from './json.js'

/**
 * The JSON value of a body. What a body parser in front of the webhook has made of it is taken as it is.
 *
 * @throws {WebhookError} `NOT_JSON`, `UNSUPPORTED_ENCODING`, `BODY_CONSUMED`, or `BODY_TOO_LARGE`, since not every
 *   adapter can count while it reads
 */
export function read(body: unknown, request: RequestHead, maxBytes: number): unknown {
  const value = isUnparsed(body) ? parse(body, request, maxBytes) : takeParsed(body)
  const bytes = fromBytesJson(value)
  return bytes === undefined ? fromSpreadArray(value) : parse(bytes, request, maxBytes)
}

function takeParsed(body: unknown): unknown {
  if (body === undefined) throw new WebhookError('NOT_JSON')
  // Form parsers that take any content type leave `{ '[{…}]': '' }`: the fault is in the server, not in the sender.
  if (isJsonObject(body) && Object.keys(body).some((name) => /^\s*[[{]/.test(name))) {
    throw new WebhookError('BODY_CONSUMED')
  }
  return body
}

type Unparsed = string | ArrayBuffer | ArrayBufferView

function isUnparsed(body: unknown): body is Unparsed {
  return typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body)
}

/** The size of a body that was read, in bytes; 0 for what a parser has made. */
export function sizeOf(body: unknown): number {
  if (!isUnparsed(body)) return 0
  return typeof body === 'string' ? body.length : body.byteLength
}

function parse(body: Unparsed, request: RequestHead, maxBytes: number): unknown {
  if (sizeOf(body) > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
  const value = parseJson(body)
  if (value !== undefined) return value
  const encoding = request.header('content-encoding')?.trim().toLowerCase() ?? ''
  throw new WebhookError(['', 'identity'].includes(encoding) ? 'NOT_JSON' : 'UNSUPPORTED_ENCODING')
}
