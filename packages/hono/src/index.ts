import { type Handlers, toWebhook, type Webhook, type WebhookOptions } from '@signalr-events/core'
import { toWebhookRequest } from '@signalr-events/fetch'
import type { Context, Env, MiddlewareHandler } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import { readUnder, toHeader, toIncoming } from './incoming.js'
import { readTarget } from './target.js'

export * from '@signalr-events/core'

/**
 * Receives Azure SignalR Service events as Hono middleware. Requests that are not Event Grid's go to `next()` with
 * their body untouched. Handlers reach `c.env` and everything else as `context.native`.
 *
 * Mount it before `cors()`, which answers Event Grid's handshake itself.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import { Hono } from 'hono'
 * import { signalrEvents } from '@signalr-events/hono'
 *
 * const app = new Hono()
 * app.use(signalrEvents({
 *   connected: ({ userId, hubName }) => console.log(`${userId ?? 'somebody'} joined ${hubName}`),
 *   disconnected: ({ connectionId }) => console.log(`${connectionId} left`),
 * }))
 * export default app
 * ```
 */
export function signalrEvents<E extends Env = Env>(
  handlers: Handlers<Context<E>>,
  options?: WebhookOptions<Context<E>>,
): MiddlewareHandler<E>
export function signalrEvents<E extends Env = Env>(webhook: Webhook<Context<E>>): MiddlewareHandler<E>
export function signalrEvents<E extends Env = Env>(
  subject: Handlers<Context<E>> | Webhook<Context<E>>,
  options?: WebhookOptions<Context<E>>,
): MiddlewareHandler<E> {
  const webhook = toWebhook(subject, options)
  return async (c, next) => {
    const { raw } = c.req
    const incoming = toIncoming(c.env)
    const request = toWebhookRequest(raw, {
      native: c,
      url: readTarget(c.req.url, c.env),
      header: toHeader(raw, incoming),
      incoming,
      readUnder: (reading) => readUnder(raw, incoming, reading),
      readKept: () => c.req.text(),
    })
    if (!webhook.recognizes(request)) return next()
    const { status, headers, body } = await webhook.handle(request)
    const response = c.newResponse(body, status as StatusCode, { ...headers, ...(await request.drain()) })
    // HTTP/2 has no such header. Node would leave it out, with a warning.
    if (incoming && incoming.httpVersionMajor > 1) response.headers.delete('connection')
    return response
  }
}
