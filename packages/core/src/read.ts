import type { Cutoff } from './cutoff.js'
import { WebhookError } from './errors.js'
import type { WebhookRequest } from './http.js'
import { parseJson } from './json.js'
import { isThenable } from './thenable.js'

/**
 * The body of a request as a JSON value: at once when it is there, else as a promise.
 *
 * @throws {WebhookError} `NOT_JSON`, `BODY_TOO_LARGE`, or what the adapter's `body` throws
 */
export function read(request: WebhookRequest, maxBytes: number, cutoff: Cutoff): unknown {
  const body = request.body(maxBytes, (listener) => cutoff.onCut(() => callQuietly(listener)))
  if (!isThenable(body)) return toValue(body, maxBytes)
  return cutoff.wait(body).then((body) => toValue(body, maxBytes))
}

/** An adapter's listener that throws must not keep the delivery from being answered. */
function callQuietly(listener: () => void): void {
  try {
    listener()
  } catch {}
}

/** A JSON value; what a body parser in front has made is taken as it is. */
function toValue(body: unknown, maxBytes: number): unknown {
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
