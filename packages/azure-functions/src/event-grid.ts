import type { InvocationContext } from '@azure/functions'
import {
  type FailureCode,
  type Handlers,
  type Webhook,
  WebhookError,
  type WebhookOptions,
} from '@signalr-events/core'
import { type FunctionContext, toLoggingWebhook } from './context.js'

/** The options that mean nothing to an Event Grid trigger: the host has answered the request that they are about. */
const httpOnly = ['path', 'authorize', 'origins', 'subscriptions'] as const

/** Options of an Event Grid trigger. */
export type EventGridTriggerOptions = Omit<WebhookOptions<FunctionContext>, (typeof httpOnly)[number]>

/** The handler of an Event Grid trigger. */
export type EventGridTriggerHandler = (event: unknown, invocation: InvocationContext) => Promise<void>

/**
 * Receives Azure SignalR Service events with an Event Grid trigger. The host answers the handshake and checks the key,
 * and calls the function once for each event. The function fails for whatever would not be acknowledged, and then the
 * host answers 500, so that Event Grid delivers the event again, or dead-letters it in the end.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made
 * @throws {TypeError} for an unknown handler or option, or a wrong value
 * @example
 * ```ts
 * import { app } from '@azure/functions'
 * import { eventGridTrigger } from '@signalr-events/azure-functions'
 *
 * app.eventGrid('events', {
 *   handler: eventGridTrigger({
 *     connected: ({ userId }, { native }) => native.invocation.log(`${userId ?? 'somebody'} joined`),
 *   }),
 * })
 * ```
 */
export function eventGridTrigger(
  handlers: Handlers<FunctionContext>,
  options?: EventGridTriggerOptions,
): EventGridTriggerHandler
export function eventGridTrigger(webhook: Webhook<FunctionContext>): EventGridTriggerHandler
export function eventGridTrigger(
  subject: Handlers<FunctionContext> | Webhook<FunctionContext>,
  options?: EventGridTriggerOptions,
): EventGridTriggerHandler {
  for (const name of httpOnly)
    if ((options as WebhookOptions<FunctionContext> | undefined)?.[name] !== undefined)
      throw new TypeError(`eventGridTrigger: '${name}' is for HTTP triggers`)
  // With a path, the log does not ask for one.
  const webhook = toLoggingWebhook(subject, options, { path: '/' })
  return async (event, invocation) => {
    const { status, body } = await webhook.handle({
      method: 'POST',
      url: '/',
      native: { request: undefined, invocation },
      header: () => undefined,
      body: () => event,
    })
    if (status !== 200) throw new WebhookError(readCode(body))
  }
}

function readCode(body: string | null): FailureCode {
  return (JSON.parse(body ?? '{}') as { readonly error: FailureCode }).error
}
