import type { HttpRequest, InvocationContext } from '@azure/functions'
import {
  type Handlers,
  toWebhook,
  type Webhook,
  type WebhookError,
  type WebhookOptions,
} from '@signalr-events/core'

/** What handlers get as `context.native`. */
export interface FunctionContext {
  /** The request of the HTTP trigger; `undefined` with an Event Grid trigger. */
  readonly request: HttpRequest | undefined
  /** The invocation, with its log and its outputs. */
  readonly invocation: InvocationContext
}

/**
 * A webhook as it is, or one made of handlers, which reports failures to the log of the invocation.
 *
 * @param fixed options that are not the user's
 */
export function toLoggingWebhook(
  subject: Handlers<FunctionContext> | Webhook<FunctionContext>,
  options?: WebhookOptions<FunctionContext>,
  fixed: Pick<WebhookOptions, 'path'> = {},
): Webhook<FunctionContext> {
  if (typeof subject === 'object' && subject !== null && 'recognizes' in subject)
    return toWebhook(subject, options)
  return toWebhook(subject, { ...options, ...fixed, onError: options?.onError ?? logFailure })
}

function logFailure(error: WebhookError, { native }: { readonly native: FunctionContext }): void {
  const line = `signalr-events: ${error.code}: ${error.message}`
  native.invocation.error(...(error.cause === undefined ? [line] : [line, error.cause]))
}
