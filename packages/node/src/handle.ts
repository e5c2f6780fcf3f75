import type { IncomingMessage } from 'node:http'
import type { Webhook, WebhookRequest, WebhookResponse } from '@signalr-events/core'

/**
 * Lets a webhook handle a request that it recognizes, when Node holds the body that arrived with the head: a microtask
 * later. So nothing waits for most bodies. If something in front listens to the body, that would be too late, and the
 * request is handled at once.
 *
 * @param incoming the request of Node under `request`
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { createWebhook } from '@signalr-events/core'
 * import { handleRequest, toWebhookRequest, writeResponse } from '@signalr-events/node'
 *
 * const webhook = createWebhook({})
 * createServer(async (incoming, response) => {
 *   const request = toWebhookRequest(incoming, { native: incoming, url: incoming.url })
 *   if (webhook.recognizes(request)) writeResponse(response, await handleRequest(webhook, request, incoming))
 *   else response.writeHead(404).end()
 * }).listen(process.env.PORT ?? 3000)
 * ```
 */
export async function handleRequest<Native>(
  webhook: Webhook<Native>,
  request: WebhookRequest<Native>,
  incoming: IncomingMessage,
): Promise<WebhookResponse> {
  if (incoming.readableFlowing === null) await null
  const response = await webhook.handle(request)
  return incoming.httpVersionMajor > 1 ? withoutConnection(response) : response
}

/** HTTP/2 has no such header. Node would leave it out, with a warning. */
function withoutConnection({ headers, ...response }: WebhookResponse): WebhookResponse {
  const { connection: _, ...others } = headers
  return { ...response, headers: others }
}
