import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Handlers, toWebhook, type Webhook, type WebhookOptions } from '@signalr-events/core'
import { handleRequest } from './handle.js'
import { toWebhookRequest } from './request.js'
import { writeResponse } from './response.js'

export * from '@signalr-events/core'
export { drainRequest } from './drain.js'
export { handleRequest } from './handle.js'
export { type FrameworkRequest, toWebhookRequest } from './request.js'
export { writeResponse } from './response.js'

/**
 * Receives Azure SignalR Service events in a `node:http` server. Returns whether the request is Event Grid's and
 * so being answered; all others are yours, their body untouched.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { signalrEvents } from '@signalr-events/node'
 *
 * const events = signalrEvents({
 *   connected: ({ userId, hubName }) => console.log(`${userId ?? 'somebody'} joined ${hubName}`),
 *   disconnected: ({ connectionId }) => console.log(`${connectionId} left`),
 * })
 *
 * createServer((request, response) => {
 *   if (!events(request, response)) response.writeHead(404).end()
 * }).listen(process.env.PORT ?? 3000)
 * ```
 */
export function signalrEvents(
  handlers: Handlers<IncomingMessage>,
  options?: WebhookOptions<IncomingMessage>,
): (request: IncomingMessage, response: ServerResponse) => boolean
export function signalrEvents(
  webhook: Webhook<IncomingMessage>,
): (request: IncomingMessage, response: ServerResponse) => boolean
export function signalrEvents(
  subject: Handlers<IncomingMessage> | Webhook<IncomingMessage>,
  options?: WebhookOptions<IncomingMessage>,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const webhook = toWebhook(subject, options)
  return (req, res) => {
    const request = toWebhookRequest(req, { native: req, url: req.url })
    if (!webhook.recognizes(request)) return false
    handleRequest(webhook, request, req)
      .then((response) => writeResponse(res, response))
      .catch((error: Error) => res.destroy(error))
    return true
  }
}
