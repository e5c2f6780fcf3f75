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
  | 'INTERNAL'

/** What a failure means for the delivery. */
export interface Failure {
  /** The status answered, or `null` when the failure is only reported and changes no answer. */
  readonly status: number | null
  /** What happened, in one sentence without anything from the request. */
  readonly message: string
  /** What to do about it. */
  readonly cure: string
}

/**
 * Every failure: its status, what it means and what to do. Event Grid never retries 400, 401, 403 and 413, so
 * those are answered only where a retry could not help; every fault of ours is a 500 or 503 and comes again.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export const failures: Readonly<Record<FailureCode, Failure>> = {
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    message: 'The handshake came from an origin that is not on the list.',
    cure: 'If it is your Event Grid, add its host to `origins`.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: 'The path of the webhook takes POST and the OPTIONS handshake only.',
    cure: 'Give the webhook a path of its own, or leave `path` out: then other requests pass through.',
  },
  UNAUTHORIZED: {
    status: 401,
    message: 'The key or token is missing or wrong.',
    cure: 'Compare the key in the endpoint URL or the delivery property with the keys given to `authorize`. Event Grid does not retry a 401: while you rotate keys, accept the old and the new one.',
  },
  AUTHORIZE_FAILED: {
    status: 503,
    message: 'The authorize function threw, so nobody knows whether the sender is allowed.',
    cure: 'See `cause`. Event Grid delivers again.',
  },
  NOT_ALLOWED: {
    status: 403,
    message: 'The subscription, source or hub is not on the list of those allowed.',
    cure: 'If it is yours, add it to `subscriptions`, `sources` or `hubs`; `field` tells which. Event Grid does not retry a 403; an event of another hub is acknowledged.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'The body is larger than `maxBodyBytes`.',
    cure: 'Raise `maxBodyBytes`, or lower the preferred batch size of the event subscription. Event Grid does not retry a 413.',
  },
  BODY_CONSUMED: {
    status: 500,
    message: 'Something in front of the webhook has read the body and left nothing of it.',
    cure: 'Mount the webhook before the middleware that reads request bodies.',
  },
  CLIENT_ABORTED: {
    status: 503,
    message: 'The connection ended in the middle of the body.',
    cure: 'None needed: Event Grid delivers again.',
  },
  NOT_JSON: {
    status: 400,
    message: 'The body is not JSON in UTF-8.',
    cure: 'Event Grid never sends this. See who else posts to the endpoint, and set `authorize`.',
  },
  NOT_A_DELIVERY: {
    status: 400,
    message: 'This is neither an event in Event Grid schema nor a CloudEvent.',
    cure: 'Create the event subscription with the Event Grid schema or CloudEvents 1.0; a custom input schema is not supported.',
  },
  INVALID_EVENT: {
    status: 400,
    message: 'An event lacks a required member, or one has the wrong form.',
    cure: 'The event is dropped; the valid events of its delivery are handled, and then the answer is 200. `field` names the member.',
  },
  HANDLER_FAILED: {
    status: 500,
    message: 'A handler or middleware threw; the other events of the delivery were handled.',
    cure: 'See `cause`. Event Grid delivers again, the whole delivery, after 10 seconds or more.',
  },
  DROPPED: {
    status: null,
    message: 'A handler has dropped the event with `drop`: it is acknowledged and never comes again.',
    cure: 'See `cause` for the reason that the handler gave.',
  },
  STORE_FAILED: {
    status: 503,
    message: 'The store behind a middleware did not answer.',
    cure: 'See `cause`. Event Grid delivers again.',
  },
  NOT_REMEMBERED: {
    status: null,
    message: 'The event was handled, but its store could not remember that.',
    cure: 'See `cause`. If Event Grid delivers the event again, it may be handled again.',
  },
  OVERLOADED: {
    status: 503,
    message: 'As many deliveries as `maxDeliveries` allows are being handled already.',
    cure: 'None needed in a storm: Event Grid delivers again, after 30 seconds or more. If it happens daily, make the handlers faster or add instances.',
  },
  DEADLINE_PASSED: {
    status: 503,
    message: 'The delivery was not handled within `deadline`.',
    cure: 'Make the handlers faster or queue the work: Event Grid waits 30 seconds. It delivers again, the whole delivery.',
  },
  CLOSING: {
    status: 503,
    message: 'The webhook is closing or closed.',
    cure: 'None needed: Event Grid delivers again.',
  },
  HOOK_FAILED: {
    status: null,
    message: '`onUnknown` or `onUnsubscribe` threw.',
    cure: 'See `cause`. The answer is the same as if it had not.',
  },
  INTERNAL: {
    status: 500,
    message: 'The webhook or its adapter failed.',
    cure: 'See `cause`, and report it: this is a defect. Event Grid delivers again.',
  },
}

/**
 * A delivery or an event that could not be handled. `message` holds nothing of the request; `cause` is what a
 * handler, a hook or `authorize` threw.
 */
export class WebhookError extends Error {
  override readonly name: string = 'WebhookError'
  readonly code: FailureCode
  /** For `INVALID_EVENT` and `NOT_ALLOWED`: the member or header at fault, e.g. `data.connectionId`. */
  readonly field: string | undefined

  constructor(code: FailureCode, details: { field?: string; cause?: unknown } = {}) {
    const { message } = failures[code]
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
 * `DROPPED` and never comes again. Anything else that is thrown comes again, for up to 24 hours.
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

/** Whether something thrown says that its event is to be dropped. */
export function isDrop(thrown: unknown): boolean {
  return isWebhookError(thrown) && thrown.code === 'DROPPED'
}

/** Whether a value is a {@link WebhookError}, also one of another copy of this package. */
export function isWebhookError(value: unknown): value is WebhookError {
  return (
    value instanceof Error &&
    value.name === 'WebhookError' &&
    Object.hasOwn(failures, (value as WebhookError).code)
  )
}
