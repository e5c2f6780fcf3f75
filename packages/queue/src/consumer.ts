import {
  type FailureCode,
  type Handlers,
  toWebhook,
  type Webhook,
  type WebhookOptions,
} from '@signalr-events/core'

/** What to do with a message. */
export interface Settlement {
  /**
   * `complete`: handled, remove it. `abandon`: not handled, deliver it again. `dead-letter`: no retry can help, keep it
   * where somebody looks at it.
   */
  readonly settle: 'complete' | 'abandon' | 'dead-letter'
  /** Why it was not completed. */
  readonly code?: FailureCode | undefined
}

/**
 * Handles the events in the body of a message, and resolves with what to do with the message. Never rejects.
 *
 * @param body text, bytes, or what the client of the queue has parsed
 * @param native the message, for `context.native`
 * @param header the headers of Event Grid, where the queue keeps them
 */
export type Consumer<Native> = (
  body: unknown,
  native: Native,
  header?: (name: string) => string | undefined,
) => Promise<Settlement>

/**
 * Failures that say nothing about the message: the next attempt, or a corrected option, may succeed. Such an attempt does
 * not count.
 */
const passing: ReadonlySet<FailureCode | undefined> = new Set([
  ...(['CLOSING', 'OVERLOADED', 'STORE_FAILED'] as const),
  // A webhook that was made for HTTP: no message has a key, nor does every queue keep the name of the subscription.
  ...(['UNAUTHORIZED', 'AUTHORIZE_FAILED', 'NOT_ALLOWED'] as const),
])

/** Whether a message was not handled for a reason that has nothing to do with it. */
export function isPassing({ settle, code }: Settlement): boolean {
  return settle === 'abandon' && passing.has(code)
}

/** The options that are about HTTP. Who can write to a queue is decided by its access policy. */
const httpOnly = ['path', 'authorize', 'origins'] as const

/**
 * Options of a consumer. `subscriptions` is for queues that keep the headers of Event Grid: Service Bus, not Storage. A
 * message without them is then not handled, and stays in the queue.
 */
export type ConsumerOptions<Native> = Omit<WebhookOptions<Native>, (typeof httpOnly)[number]>

/**
 * Makes a consumer of messages out of the handlers that a webhook takes.
 *
 * @param handlers handlers with their options, or a webhook that `createWebhook` made without `path` and `authorize`
 * @throws {TypeError} for an unknown handler or option, a wrong value, or an option that is about HTTP
 * @example
 * ```ts
 * import { createConsumer } from '@signalr-events/queue'
 * import { eventGrid } from '@signalr-events/testing'
 *
 * const consumer = createConsumer({ connected: ({ userId }) => console.log(userId) })
 * const { settle } = await consumer(eventGrid.connectedEvent({ userId: 'ada' }), undefined) // ada
 * ```
 */
export function createConsumer<Native = unknown>(
  handlers: Handlers<Native>,
  options?: ConsumerOptions<Native>,
): Consumer<Native>
export function createConsumer<Native = unknown>(webhook: Webhook<Native>): Consumer<Native>
export function createConsumer<Native = unknown>(
  subject: Handlers<Native> | Webhook<Native>,
  options?: ConsumerOptions<Native>,
): Consumer<Native> {
  for (const name of httpOnly)
    if ((options as WebhookOptions<Native> | undefined)?.[name] !== undefined)
      throw new TypeError(`createConsumer: '${name}' is about HTTP`)
  const isMade = typeof subject === 'object' && subject !== null && 'recognizes' in subject
  // With a path, the log does not ask for one.
  const webhook = toWebhook(subject, isMade ? options : { ...options, path: '/' })
  return async (body, native, header = () => undefined) => {
    let isRead = false
    const { status, body: answer } = await webhook.handle({
      method: 'POST',
      url: '/',
      native,
      header,
      body() {
        isRead = true
        return body
      },
    })
    if (status === 200) return { settle: 'complete' }
    const { error: code } = JSON.parse(answer ?? '{}') as { readonly error?: FailureCode }
    // Refused by its content, or by the name of its subscription, it was sent by somebody else.
    const isRefused = code === 'NOT_ALLOWED' && (isRead || header('aeg-subscription-name') !== undefined)
    return { settle: isRefused || (status < 500 && !passing.has(code)) ? 'dead-letter' : 'abandon', code }
  }
}
