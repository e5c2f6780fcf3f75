import { type Handlers, toWebhook, type Webhook, type WebhookOptions } from '@signalr-events/core'
import { toWebhookRequest } from './request.js'

export * from '@signalr-events/core'
export * from './fetch-request.js'
export * from './request.js'

/**
 * Answers the requests of Event Grid, and resolves with `undefined` for all others, their bodies untouched. `native`
 * becomes `context.native`; without it, that is the request.
 */
export type FetchHandler<Native> = (
  request: Request,
  ...native: Request extends Native ? [native?: Native] : [native: Native]
) => Promise<Response | undefined>

/** The handlers of a route made of a file, one for each method that the webhook answers. */
export type Route = Readonly<
  Record<'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS', (request: Request) => Promise<Response>>
>

/**
 * Receives Azure SignalR Service events in a server made of `Request` and `Response`.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import { signalrEvents } from '@signalr-events/fetch'
 *
 * const events = signalrEvents({
 *   connected: ({ userId, hubName }) => console.log(`${userId ?? 'somebody'} joined ${hubName}`),
 *   disconnected: ({ connectionId }) => console.log(`${connectionId} left`),
 * })
 * export default {
 *   fetch: async (request: Request) => (await events(request)) ?? new Response(null, { status: 404 }),
 * }
 * ```
 */
export function signalrEvents<Native = Request>(
  handlers: Handlers<Native>,
  options?: WebhookOptions<Native>,
): FetchHandler<Native>
export function signalrEvents<Native = Request>(webhook: Webhook<Native>): FetchHandler<Native>
export function signalrEvents<Native = Request>(
  subject: Handlers<Native> | Webhook<Native>,
  options?: WebhookOptions<Native>,
): FetchHandler<Native> {
  const webhook = toWebhook(subject, options)
  return async (fetched, ...passed) => {
    const [native = fetched] = passed
    const request = toWebhookRequest(fetched, { native: native as Native })
    if (!webhook.recognizes(request)) return undefined
    const { status, headers, body } = await webhook.handle(request)
    return new Response(body, { status, headers: { ...headers, ...(await request.drain()) } })
  }
}

/**
 * Like `signalrEvents`, for frameworks with file-based routes that export a function for each method. Requests that are
 * not from Event Grid get 404. Set `path` to the path of the route, so that a refused key is answered 401.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import { toRoute } from '@signalr-events/fetch'
 * import { eventGrid } from '@signalr-events/testing'
 *
 * const { POST } = toRoute({ connected: ({ userId }) => console.log(userId) }, { path: '/events' })
 *
 * const { method, headers, body = null } = eventGrid.connected({ userId: 'ada' })
 * const { status } = await POST(new Request('http://localhost/events', { method, headers, body }))
 * ```
 */
export function toRoute(handlers: Handlers<Request>, options?: WebhookOptions<Request>): Route
export function toRoute(webhook: Webhook<Request>): Route
export function toRoute(
  subject: Handlers<Request> | Webhook<Request>,
  options?: WebhookOptions<Request>,
): Route {
  const events = signalrEvents(toWebhook(subject, options))
  const answer = async (request: Request) => (await events(request)) ?? new Response(null, { status: 404 })
  return { GET: answer, POST: answer, PUT: answer, DELETE: answer, OPTIONS: answer }
}
