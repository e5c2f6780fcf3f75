import { type Handlers, toWebhook, type Webhook, type WebhookOptions } from '@signalr-events/core'
import { drainRequest, handleRequest, toWebhookRequest } from '@signalr-events/node'
import type { Context, Middleware } from 'koa'

export * from '@signalr-events/core'

/**
 * Receives Azure SignalR Service events as Koa middleware. Requests that are not Event Grid's go to `next()` with
 * their body untouched.
 *
 * Mount it before a body parser, whose limit answers large batches with 413, and then Event Grid throws them away.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import Koa from 'koa'
 * import { signalrEvents } from '@signalr-events/koa'
 *
 * const app = new Koa()
 * app.use(signalrEvents({
 *   connected: ({ userId, hubName }) => console.log(`${userId ?? 'somebody'} joined ${hubName}`),
 *   disconnected: ({ connectionId }) => console.log(`${connectionId} left`),
 * }))
 * app.listen(process.env.PORT ?? 3000)
 * ```
 */
export function signalrEvents(handlers: Handlers<Context>, options?: WebhookOptions<Context>): Middleware
export function signalrEvents(webhook: Webhook<Context>): Middleware
export function signalrEvents(
  subject: Handlers<Context> | Webhook<Context>,
  options?: WebhookOptions<Context>,
): Middleware {
  const webhook = toWebhook(subject, options)
  return async (ctx, next) => {
    const { body: parsed } = ctx.request as { body?: unknown }
    const request = toWebhookRequest(ctx.req, { native: ctx, url: ctx.originalUrl, parsed })
    if (!webhook.recognizes(request)) return next()
    const { status, headers, body } = await handleRequest(webhook, request, ctx.req)
    drainRequest(ctx.req)
    ctx.status = status
    ctx.set(headers)
    ctx.body = body ?? '' // `null` would make it 204, and takes Koa longer
  }
}
