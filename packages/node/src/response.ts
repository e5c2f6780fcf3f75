import type { ServerResponse } from 'node:http'
import type { WebhookResponse } from '@signalr-events/core'
import { drainRequest } from './drain.js'

/** Writes the webhook's answer, unless something in front has already answered, as time-out middleware does. */
export function writeResponse(response: ServerResponse, { status, headers, body }: WebhookResponse): void {
  if (response.req) drainRequest(response.req)
  if (response.headersSent || response.writableEnded) return
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(body ?? '')
}
