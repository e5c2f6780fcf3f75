import { WebhookError } from './errors.js'
import type { WebhookRequest } from './http.js'
import { parseJson } from './json.js'

/**
 * The body as a JSON value, at most `maxBytes` of it; what a body parser in front has made is taken as it is.
 * @throws {WebhookError} `NOT_JSON`, `BODY_TOO_LARGE`, or what the adapter's `body` throws
 */
export async function read(request: WebhookRequest, maxBytes: number, signal: AbortSignal): Promise<unknown> {
  const body = await request.body(maxBytes, signal)
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
