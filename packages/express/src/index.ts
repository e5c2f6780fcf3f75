import { type Handlers, toWebhook, type Webhook, type WebhookOptions } from '@signalr-events/core'
import { handleRequest, toWebhookRequest, writeResponse } from '@signalr-events/node'
import type { Request, RequestHandler } from 'express'

export * from '@signalr-events/core'

/**
 * Receives Azure SignalR Service events as Express middleware. Requests that are not Event Grid's go to `next()`
 * with their body untouched.
 *
 * Mount it before `cors()`, which answers Event Grid's handshake itself, and before `express.json()`, which
 * answers batches over 100 kB with 413, and then Event Grid throws them away.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import express from 'express'
 * import { signalrEvents } from '@signalr-events/express'
 *
 * const app = express()
 * app.use(signalrEvents({
 *   connected: ({ userId, hubName }) => console.log(`${userId ?? 'somebody'} joined ${hubName}`),
 *   disconnected: ({ connectionId }) => console.log(`${connectionId} left`),
 * }))
 * app.listen(process.env.PORT ?? 3000)
 * ```
 */
export function signalrEvents(handlers: Handlers<Request>, options?: WebhookOptions<Request>): RequestHandler
export function signalrEvents(webhook: Webhook<Request>): RequestHandler
export function signalrEvents(
  subject: Handlers<Request> | Webhook<Request>,
  options?: WebhookOptions<Request>,
): RequestHandler {
  const webhook = toWebhook(subject, options)
  return (req, res, next) => {
    const request = toWebhookRequest(req, { native: req, url: req.originalUrl, parsed: req.body })
    if (!webhook.recognizes(request)) return next()
    handleRequest(webhook, request, req)
      .then((response) => writeResponse(res, response))
      .catch(next)
  }
}
