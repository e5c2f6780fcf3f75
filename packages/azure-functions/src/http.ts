import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions'
import { type Handlers, type Webhook, WebhookError, type WebhookOptions } from '@signalr-events/core'
import { toWebhookRequest } from '@signalr-events/fetch'
import { type FunctionContext, toLoggingWebhook } from './context.js'

/** The handler of an HTTP trigger. */
export type HttpTriggerHandler = (
  request: HttpRequest,
  invocation: InvocationContext,
) => Promise<HttpResponseInit>

/**
 * Receives Azure SignalR Service events with an HTTP trigger. Requests that are not Event Grid's get 404. Failures go
 * to the log of the invocation if there is no `onError`.
 *
 * `path` begins with the prefix of the host, by default `/api`. The trigger takes `POST` and `OPTIONS`, and its
 * `authLevel` is `anonymous`, since `authorize` checks the key.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import { app } from '@azure/functions'
 * import { sharedKey, signalrEvents } from '@signalr-events/azure-functions'
 *
 * app.http('events', {
 *   methods: ['POST', 'OPTIONS'],
 *   authLevel: 'anonymous',
 *   handler: signalrEvents(
 *     { connected: ({ userId }, { native }) => native.invocation.log(`${userId ?? 'somebody'} joined`) },
 *     { path: '/api/events', authorize: sharedKey(process.env.EVENTS_KEY) },
 *   ),
 * })
 * ```
 */
export function signalrEvents(
  handlers: Handlers<FunctionContext>,
  options?: WebhookOptions<FunctionContext>,
): HttpTriggerHandler
export function signalrEvents(webhook: Webhook<FunctionContext>): HttpTriggerHandler
export function signalrEvents(
  subject: Handlers<FunctionContext> | Webhook<FunctionContext>,
  options?: WebhookOptions<FunctionContext>,
): HttpTriggerHandler {
  const webhook = toLoggingWebhook(subject, options)
  return async (request, invocation) => {
    const delivery = toWebhookRequest(request, { native: { request, invocation } })
    if (!webhook.recognizes(delivery)) return { status: 404 }
    const response = await webhook.handle({
      ...delivery,
      body: async (...limits) => expectBody(request, await delivery.body(...limits)),
    })
    const { status, body } = response
    const headers = { ...response.headers, ...(await delivery.drain()) }
    return body === null ? { status, headers } : { status, headers, body }
  }
}

/**
 * Without HTTP streams, the host hands over a body only if the request has a `Content-Length`: one in chunks arrives
 * empty. That is not the sender's fault
 * (https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/MessageExtensions/GrpcMessageConversionExtensions.cs).
 */
function expectBody(request: HttpRequest, body: unknown): unknown {
  const isEmpty = (body as ArrayBuffer | Uint8Array).byteLength === 0
  if (isEmpty && request.headers.get('content-length') !== '0') throw new WebhookError('BODY_CONSUMED')
  return body
}
