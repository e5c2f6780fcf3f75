import type { Cutoff } from './cutoff.js'
import { WebhookError } from './errors.js'
import type { WebhookRequest } from './http.js'
import { parseJson } from './json.js'
import { isThenable } from './thenable.js'

/** Reads the body of a request as a JSON value: at once when it is there, else as a promise. */
export type Read = (request: WebhookRequest, cutoff: Cutoff) => unknown

/** @throws {WebhookError} `NOT_JSON`, `BODY_TOO_LARGE`, or what the adapter's `body` throws */
export function createRead(maxBytes: number): Read {
  let spare: AbortController | undefined
  return (request, cutoff) => {
    // To make a signal costs more than to parse an event. A body that is there has no use for its own, so
    // the next may have it.
    const controller = spare ?? new AbortController()
    spare = undefined
    const body = request.body(maxBytes, controller.signal)
    if (isThenable(body)) {
      cutoff.onCut((reason) => controller.abort(reason))
      return cutoff.wait(body).then((body) => toValue(body, maxBytes))
    }
    spare = controller
    return toValue(body, maxBytes)
  }
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
