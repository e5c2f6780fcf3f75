import type { Decoded } from './decode.js'
import { type FailureCode, statusOf, type WebhookError } from './errors.js'
import type { WebhookResponse } from './http.js'

// The only place that writes statuses, headers and bodies.

const allow = 'POST, OPTIONS'
const json = { 'content-type': 'application/json' }

const extraHeaders: { readonly [Code in FailureCode]?: Readonly<Record<string, string>> } = {
  METHOD_NOT_ALLOWED: { allow },
  // Whoever is still sending must not hold its socket; and the next request had better go elsewhere.
  DEADLINE_PASSED: { connection: 'close' },
  CLOSING: { connection: 'close' },
}

/** Everything in the delivery is done with. */
export const accepted: WebhookResponse = { status: 200, headers: {}, body: null }

/** Event Grid's handshake; only exactly 200 with this body counts. */
export function validated(validationCode: string): WebhookResponse {
  return { status: 200, headers: json, body: JSON.stringify({ validationResponse: validationCode }) }
}

/** The CloudEvents handshake. */
export function admitted(origin: string): WebhookResponse {
  const headers = { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*', allow }
  return { status: 200, headers, body: null }
}

/** A failure, by its status and its code alone: nothing of the request goes back to the sender. */
export function refused({ code }: WebhookError): WebhookResponse {
  const status = statusOf(code) ?? 500
  return { status, headers: { ...json, ...extraHeaders[code] }, body: JSON.stringify({ error: code }) }
}

/** The answer to a delivery: may its events be thrown away? */
export function concluded(decoded: Decoded, failure: WebhookError | undefined): WebhookResponse {
  if (failure !== undefined) return refused(failure)
  const [invalid] = decoded.invalid
  const good = decoded.events.length > 0 || decoded.unknown.length > 0 || decoded.deletion || decoded.ignored
  return invalid === undefined || good ? accepted : refused(invalid.error)
}
