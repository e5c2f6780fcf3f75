import type { IncomingMessage } from 'node:http'
import type { WebhookRequest } from '@signalr-events/core'
import { readBody } from './body.js'

/**
 * A `node:http` request as the webhook takes it; for adapters of frameworks on top of `node:http`.
 *
 * @param native the framework's own request or context, for `context.native`
 * @param parsed what a body parser in front may have made of the body
 */
export function toWebhookRequest<Native>(
  request: IncomingMessage & { originalUrl?: string },
  native: Native,
  parsed?: unknown,
): WebhookRequest<Native> {
  return {
    method: request.method ?? '',
    // Express and Koa cut the mount path off `url`.
    url: request.originalUrl ?? request.url ?? '/',
    native,
    header(name) {
      const value = request.headers[name.toLowerCase()]
      return Array.isArray(value) ? value.join(', ') : value
    },
    body: (maxBytes) => readBody(request, parsed, maxBytes),
  }
}
