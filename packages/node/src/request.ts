import type { IncomingMessage } from 'node:http'
import type { WebhookRequest } from '@signalr-events/core'
import { readBody } from './body.js'

/** What a framework based on `node:http` knows in addition to the request. */
export interface FrameworkRequest<Native> {
  /** The framework's own request or context, for `context.native`. */
  readonly native: Native
  /** Path and query as the server got them: frameworks cut mount paths off `request.url`. */
  readonly url: string | undefined
  /** What a body parser in front may have made of the body. @default `body` and `rawBody` of the request */
  readonly parsed?: unknown
}

/**
 * A `node:http` request as the webhook takes it; for adapters of frameworks on top of `node:http`.
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
export function toWebhookRequest<Native>(
  request: IncomingMessage,
  { native, url, parsed }: FrameworkRequest<Native>,
): WebhookRequest<Native> {
  return {
    method: request.method ?? '',
    url: url ?? '/',
    native,
    header(name) {
      const value = request.headers[name.toLowerCase()]
      return typeof value === 'string' ? value : undefined
    },
    body: (maxBytes, onAbort, onBytes) => readBody(request, parsed, { maxBytes, onAbort, onBytes }),
  }
}
