import type { ServerResponse } from 'node:http'
import type { WebhookResponse } from '@signalr-events/core'
import { drainRequest } from './drain.js'

/**
 * Writes the webhook's answer, unless something in front has already answered, as time-out middleware does.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { createWebhook } from '@signalr-events/core'
 * import { toWebhookRequest, writeResponse } from '@signalr-events/node'
 *
 * const webhook = createWebhook({})
 * createServer(async (incoming, response) => {
 *   const request = toWebhookRequest(incoming, { native: incoming, url: incoming.url })
 *   if (webhook.recognizes(request)) writeResponse(response, await webhook.handle(request))
 *   else response.writeHead(404).end()
 * }).listen(process.env.PORT ?? 3000)
 * ```
 */
export function writeResponse(response: ServerResponse, { status, headers, body }: WebhookResponse): void {
  if (response.req) drainRequest(response.req)
  if (response.headersSent || response.writableEnded) return
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(body ?? '')
}
