import type { Decoded } from './decode.js'
import { type FailureCode, statusOf, type WebhookError } from './errors.js'
import type { WebhookResponse } from './http.js'

// The only place that writes statuses, headers and bodies.

const allow = 'POST, OPTIONS'
const json = { 'content-type': 'application/json' }

const extraHeaders: { readonly [Code in FailureCode]?: Readonly<Record<string, string>> } = {
  METHOD_NOT_ALLOWED: { allow },
  // A client that is still sending must not hold its socket, and the next request should go to another instance.
  DEADLINE_PASSED: { connection: 'close' },
  CLOSING: { connection: 'close' },
}

/** Every event of the delivery is handled, a duplicate or ignored. */
export const okResponse: WebhookResponse = { status: 200, headers: {}, body: null }

/** Event Grid's handshake; only exactly 200 with this body counts. */
export function validationResponse(validationCode: string): WebhookResponse {
  return { status: 200, headers: json, body: JSON.stringify({ validationResponse: validationCode }) }
}

/** The CloudEvents handshake. */
export function handshakeResponse(origin: string): WebhookResponse {
  const headers = { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*', allow }
  return { status: 200, headers, body: null }
}

/** A failure: its status and its code, and nothing of the request. */
export function errorResponse(
  { code }: WebhookError,
  status: number = statusOf(code) ?? 500,
): WebhookResponse {
  return { status, headers: { ...json, ...extraHeaders[code] }, body: JSON.stringify({ error: code }) }
}

/** Why the events of a delivery must not be thrown away, or must be: the failure to answer with, if any. */
export function deliveryFailure(
  decoded: Decoded,
  failure: WebhookError | undefined,
): WebhookError | undefined {
  if (failure !== undefined) return failure
  const [invalid] = decoded.invalid
  const good = decoded.events.length > 0 || decoded.unknown.length > 0 || decoded.deletion || decoded.ignored
  return good ? undefined : invalid?.error
}
