/** What went wrong, as a stable name. */
export type FailureCode =
  | 'ORIGIN_NOT_ALLOWED'
  | 'METHOD_NOT_ALLOWED'
  | 'UNAUTHORIZED'
  | 'AUTHORIZE_FAILED'
  | 'NOT_ALLOWED'
  | 'BODY_TOO_LARGE'
  | 'BODY_CONSUMED'
  | 'CLIENT_ABORTED'
  | 'UNSUPPORTED_ENCODING'
  | 'NOT_JSON'
  | 'NOT_A_DELIVERY'
  | 'INVALID_EVENT'
  | 'HANDLER_FAILED'
  | 'DROPPED'
  | 'STORE_FAILED'
  | 'NOT_REMEMBERED'
  | 'OVERLOADED'
  | 'DEADLINE_PASSED'
  | 'CLOSING'
  | 'HOOK_FAILED'
  | 'NO_PATH'
  | 'WRONG_PATH'
  | 'INTERNAL'

/**
 * The status that each failure is answered with, or `null` if it is only reported; and what happened, without anything
 * from the request. Event Grid never retries 400, 401, 403 and 413, so those are answered only where a retry could not
 * help; every fault of ours is a 500 or 503 and is retried.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export const failureMessages: Readonly<
  Record<FailureCode, readonly [status: number | null, message: string]>
> = {
  ORIGIN_NOT_ALLOWED: [403, 'The origin of the handshake is not allowed.'],
  METHOD_NOT_ALLOWED: [405, 'The webhook takes POST and the OPTIONS handshake only.'],
  UNAUTHORIZED: [401, 'The key or token is missing or wrong.'],
  AUTHORIZE_FAILED: [503, 'The authorize function failed.'],
  NOT_ALLOWED: [403, 'The subscription, source or hub is not allowed.'],
  BODY_TOO_LARGE: [413, 'The body is larger than `maxBodyBytes`.'],
  BODY_CONSUMED: [500, 'The body was read before the webhook got it.'],
  CLIENT_ABORTED: [503, 'The connection ended in the middle of the body.'],
  UNSUPPORTED_ENCODING: [415, 'The body is compressed.'],
  NOT_JSON: [400, 'The body is not JSON in UTF-8.'],
  NOT_A_DELIVERY: [400, 'The body is neither an Event Grid event nor a CloudEvent.'],
  INVALID_EVENT: [400, 'A member of an event is missing or invalid.'],
  HANDLER_FAILED: [500, 'A handler or middleware failed.'],
  DROPPED: [null, 'A handler dropped the event.'],
  STORE_FAILED: [503, 'The store did not answer.'],
  NOT_REMEMBERED: [null, 'The event was handled, but the store did not remember it.'],
  OVERLOADED: [503, 'Too many deliveries or bytes are in flight.'],
  DEADLINE_PASSED: [503, 'The delivery was not handled within `deadline`.'],
  CLOSING: [503, 'The webhook is closing.'],
  HOOK_FAILED: [null, '`onUnknown` or `onUnsubscribe` failed.'],
  NO_PATH: [null, 'Another event subscription seems to post to this server: set `path`.'],
  WRONG_PATH: [null, 'A request of Event Grid did not match `path`.'],
  INTERNAL: [500, 'The webhook or its adapter failed.'],
}

/** The status that a failure is answered with; `null` when it changes no answer. */
export function statusOf(code: FailureCode): number | null {
  return failureMessages[code][0]
}

/**
 * A delivery or an event that could not be handled. `message` holds nothing of the request; `cause` is what a
 * handler, a hook or `authorize` threw.
 *
 * @example
 * ```ts
 * import { type Middleware, WebhookError } from '@signalr-events/core'
 *
 * const withDatabase: Middleware = async (_event, _context, next) => {
 *   await connect().catch((cause) => {
 *     throw new WebhookError('STORE_FAILED', { cause }) // 503, so Event Grid retries
 *   })
 *   await next()
 * }
 *
 * async function connect(): Promise<void> {}
 * ```
 */
export class WebhookError extends Error {
  override readonly name: string = 'WebhookError'
  /** The code of the failure, stable. */
  readonly code: FailureCode
  /** For `INVALID_EVENT` and `NOT_ALLOWED` the member or header, e.g. `data.connectionId`; for `WRONG_PATH` the path. */
  readonly field: string | undefined

  constructor(code: FailureCode, details: { field?: string; cause?: unknown } = {}) {
    const [, message] = failureMessages[code]
    super(
      details.field === undefined ? message : `${message} (${details.field})`,
      'cause' in details ? { cause: details.cause } : undefined,
    )
    this.code = code
    this.field = details.field
  }
}

/**
 * What a handler throws to say that an event will never succeed: it is acknowledged, reported to `onError` as
 * `DROPPED` and never delivered again. After any other error it is, for up to 24 hours.
 *
 * @param reason becomes `cause` of what is reported
 * @example
 * ```ts
 * import { createWebhook, drop } from '@signalr-events/core'
 *
 * createWebhook({
 *   connected({ userId }) {
 *     if (userId === undefined) throw drop('anonymous clients are not tracked')
 *   },
 * })
 * ```
 */
export function drop(reason: unknown): WebhookError {
  return new WebhookError('DROPPED', { cause: reason })
}

/**
 * Whether something thrown says that its event is to be dropped.
 *
 * @example
 * ```ts
 * import { drop, isDrop } from '@signalr-events/core'
 *
 * console.log(isDrop(drop('a test user'))) // true
 * ```
 */
export function isDrop(thrown: unknown): boolean {
  return isWebhookError(thrown) && thrown.code === 'DROPPED'
}

/**
 * Whether a value is a {@link WebhookError}, also one of another copy of this package.
 *
 * @example
 * ```ts
 * import { isWebhookError, WebhookError } from '@signalr-events/core'
 *
 * console.log(isWebhookError(new WebhookError('NOT_JSON'))) // true
 * ```
 */
export function isWebhookError(value: unknown): value is WebhookError {
  try {
    return (
      value instanceof Error &&
      value.name === 'WebhookError' &&
      Object.hasOwn(failureMessages, (value as WebhookError).code)
    )
  } catch {
    // What was thrown may throw itself, on being looked at.
    return false
  }
}
