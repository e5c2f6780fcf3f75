import { type FailureCode, failureMessages } from './errors.js'

/** What a failure means for the delivery. */
export interface Failure {
  /** The status answered, or `null` when the failure is only reported and changes no answer. */
  readonly status: number | null
  /** What happened, in one sentence without anything from the request. */
  readonly description: string
  /** What to do about it. */
  readonly fix: string
}

const fixes: Readonly<Record<FailureCode, string>> = {
  ORIGIN_NOT_ALLOWED: 'If it is your Event Grid, add its host to `origins`.',
  METHOD_NOT_ALLOWED:
    'Give the webhook a path of its own, or leave `path` out: then other requests pass through.',
  UNAUTHORIZED:
    'Compare the key in the endpoint URL or the delivery property with the keys given to `authorize`. Event Grid does not retry a 401: while you rotate keys, accept the old and the new one.',
  AUTHORIZE_FAILED:
    'It threw or returned no boolean: see `cause`. Event Grid delivers again, since the sender may be allowed.',
  NOT_ALLOWED:
    'If it is yours, add it to `subscriptions`, `sources` or `hubs`; `field` tells which. Event Grid does not retry a 403; an event of another hub is acknowledged.',
  BODY_TOO_LARGE:
    'Raise `maxBodyBytes`, or lower the preferred batch size of the event subscription. Event Grid does not retry a 413.',
  BODY_CONSUMED: 'Mount the webhook before the middleware that reads request bodies.',
  CLIENT_ABORTED: 'Nothing needs to be done: Event Grid delivers again.',
  UNSUPPORTED_ENCODING:
    'Event Grid does not compress. If a proxy does, let it decompress what it sends to the webhook. Event Grid delivers again.',
  NOT_JSON: 'Event Grid never sends this. See who else posts to the endpoint, and set `authorize`.',
  NOT_A_DELIVERY:
    'Create the event subscription with the Event Grid schema or CloudEvents 1.0; a custom input schema is not supported.',
  INVALID_EVENT:
    'The event is dropped; the valid events of its delivery are handled, and then the answer is 200. `field` names the member.',
  HANDLER_FAILED:
    'See `cause`. The other events of the delivery were handled. Event Grid delivers all of it again, after 10 seconds or more.',
  DROPPED:
    'See `cause` for the reason that the handler gave to `drop`. The event is acknowledged and never delivered again.',
  STORE_FAILED: 'It is the store behind a middleware: see `cause`. Event Grid delivers again.',
  NOT_REMEMBERED: 'See `cause`. If Event Grid delivers the event again, it may be handled again.',
  OVERLOADED:
    'Nothing needs to be done in a burst: Event Grid delivers again, after 30 seconds or more. If it happens daily, make the handlers faster, add instances or raise the limits.',
  DEADLINE_PASSED:
    'Make the handlers faster or queue the work: Event Grid waits 30 seconds. It delivers again, the whole delivery.',
  CLOSING: 'Nothing needs to be done: Event Grid delivers again.',
  HOOK_FAILED: 'See `cause`. The answer is the same as if it had not.',
  NO_PATH:
    'Set `path` to the path of your endpoint URL. Without it, any delivery of Event Grid is handled here, those for other routes of the server too.',
  WRONG_PATH:
    'The request was passed on. Compare `path` with `field`, the path that the server got: a proxy may cut off a part, or the endpoint URL of the event subscription is another. If another webhook takes it, nothing needs to be done.',
  INTERNAL: 'See `cause`, and report it: this is a defect. Event Grid delivers again.',
}

/**
 * Every failure: its status, what it means and what to do. An entry of its own, since only documentation and tools
 * need all of it.
 *
 * @example
 * ```ts
 * import { failures } from '@signalr-events/core/failures'
 *
 * console.log(failures.UNAUTHORIZED.status) // 401
 * ```
 */
export const failures: Readonly<Record<FailureCode, Failure>> = Object.fromEntries(
  Object.entries(failureMessages).map(([code, [status, message]]) => {
    return [code, { status, description: message, fix: fixes[code as FailureCode] }]
  }),
) as Record<FailureCode, Failure>
