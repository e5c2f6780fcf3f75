import { type Handlers, toWebhook, type Webhook, type WebhookOptions } from '@signalr-events/core'
import { drainRequest, handleRequest, toWebhookRequest } from '@signalr-events/node'
import type { FastifyPluginCallback, FastifyRequest } from 'fastify'

export * from '@signalr-events/core'

/**
 * Receives Azure SignalR Service events as a Fastify plugin. Requests that are not Event Grid's go on to your routes
 * with their body untouched. Closing the server waits for the deliveries that run.
 *
 * Register it before `@fastify/cors`, which answers Event Grid's handshake itself.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import Fastify from 'fastify'
 * import { signalrEvents } from '@signalr-events/fastify'
 *
 * const app = Fastify()
 * app.register(signalrEvents({
 *   connected: ({ userId, hubName }) => console.log(`${userId ?? 'somebody'} joined ${hubName}`),
 *   disconnected: ({ connectionId }) => console.log(`${connectionId} left`),
 * }))
 * await app.listen({ port: Number(process.env.PORT ?? 3000) })
 * ```
 */
export function signalrEvents(
  handlers: Handlers<FastifyRequest>,
  options?: WebhookOptions<FastifyRequest>,
): FastifyPluginCallback
export function signalrEvents(webhook: Webhook<FastifyRequest>): FastifyPluginCallback
export function signalrEvents(
  subject: Handlers<FastifyRequest> | Webhook<FastifyRequest>,
  options?: WebhookOptions<FastifyRequest>,
): FastifyPluginCallback {
  const webhook = toWebhook(subject, options)
  /** Answers that are given while the server closes. */
  const answers: Promise<void>[] = []
  const plugin: FastifyPluginCallback = (app, _options, done) => {
    // The first of all hooks: before content types, body limits and routes, and for unmatched routes too.
    app.addHook('onRequest', (request, reply, next) => {
      const { raw } = request
      const delivery = toWebhookRequest(raw, { native: request, url: request.originalUrl })
      if (!webhook.recognizes(delivery)) return next()
      handleRequest(webhook, delivery, raw)
        .then(({ status, headers, body }) => {
          drainRequest(raw)
          if (reply.sent) return
          reply.code(status).headers(headers)
          reply.send(body ?? '')
          // Hooks may hold it up, and a server that closes may cut off what is open.
          if (webhook.closing) answers.push(new Promise((resolve) => reply.then(resolve, () => resolve())))
        })
        .catch(next)
    })
    app.addHook('preClose', async () => {
      await webhook.close()
      await Promise.all(answers)
    })
    done()
  }
  // The hook is for the server that registers the plugin, not for a scope of the plugin's own
  // (https://fastify.dev/docs/latest/Reference/Plugins/#handle-the-scope).
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true })
}
