import { WebhookError } from './errors.js'
import { parseJson } from './json.js'

/**
 * The JSON value of a body; what a body parser in front has made is taken as it is.
 *
 * @throws {WebhookError} `NOT_JSON`, or `BODY_TOO_LARGE`, since not every adapter can count while it reads
 */
export function read(body: unknown, maxBytes: number): unknown {
  let value = body
  if (typeof body === 'string') {
    if (body.length > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
    value = parseJson(body)
  } else if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    if (body.byteLength > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
    value = parseJson(body)
  }
  if (value === undefined) throw new WebhookError('NOT_JSON')
  return value
}
