import type { ErrorContext, Handlers, WebhookError, WebhookOptions } from '@signalr-events/core'
import { createWebhook, type Webhook, type WebhookRequest } from '@signalr-events/core'
import type { EventGridRequest } from '@signalr-events/testing'

/** Converts a request of Event Grid to a neutral one. */
export function toRequest(
  { method, headers, body }: Pick<EventGridRequest, 'headers' | 'body'> & { method: string },
  rest: Partial<WebhookRequest> = {},
): WebhookRequest {
  return {
    method,
    url: '/',
    native: undefined,
    header: (name) => headers[name.toLowerCase()],
    body: () => body,
    ...rest,
  }
}

/** A webhook that records what `onError` receives. */
export function listening(
  handlers: Handlers,
  options: WebhookOptions = {},
): { webhook: Webhook; errors: WebhookError[]; contexts: ErrorContext[]; codes: () => string[] } {
  const errors: WebhookError[] = []
  const contexts: ErrorContext[] = []
  const onError = (error: WebhookError, context: ErrorContext) => {
    errors.push(error)
    contexts.push(context)
  }
  const webhook = createWebhook(handlers, { onError, ...options })
  return { webhook, errors, contexts, codes: () => errors.map(({ code }) => code) }
}

/** A promise that the test settles. */
export function gate(): { promise: Promise<void>; open: () => void } {
  let open = () => {}
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}
