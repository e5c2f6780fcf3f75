import { type FailureCode, failureMessages } from './errors.js'

/** What a failure means for the delivery. */
export interface Failure {
  /** The status answered, or `null` when the failure is only reported and changes no answer. */
  readonly status: number | null
  /** What happened, in one sentence without anything from the request. */
  readonly description: string
  /** What to do about it. */
  readonly fix: string
  /** The level to log it at. Logging libraries have a method of this name. */
  readonly level: 'error' | 'warn' | 'info'
}

const fixes: Readonly<Record<FailureCode, string>> = {
  ORIGIN_NOT_ALLOWED: 'If it is your Event Grid, add its host to `origins`.',
  METHOD_NOT_ALLOWED:
    'Give the webhook a path of its own, or leave `path` out: then other requests pass through.',
  UNAUTHORIZED:
    'Compare the key in the endpoint URL or the delivery property with the keys given to `authorize`. Event Grid does not retry a 401: while you rotate keys, accept the old and the new one.',
  AUTHORIZE_FAILED: 'See `cause`. Event Grid delivers again.',
  NOT_ALLOWED:
    'If it is yours, add it to `subscriptions`, `sources` or `hubs`; `field` tells which. Event Grid does not retry a 403; an event of another hub is acknowledged.',
  BODY_TOO_LARGE:
    'Raise `maxBodyBytes`, or lower the preferred batch size of the event subscription. Event Grid does not retry a 413.',
  BODY_CONSUMED: 'Mount the webhook before the middleware that reads request bodies.',
  CLIENT_ABORTED: 'Nothing needs to be done: Event Grid delivers again.',
  UNSUPPORTED_ENCODING:
    'Event Grid does not compress. If a proxy does, let it decompress. Event Grid delivers again.',
  NOT_JSON: 'Event Grid never sends this. See who else posts to the endpoint, and set `authorize`.',
  NOT_A_DELIVERY:
    'Create the event subscription with the Event Grid schema or CloudEvents 1.0; a custom input schema is not supported.',
  INVALID_EVENT:
    'The event is dropped; the valid events of its delivery are handled, and then the answer is 200. `field` names the member.',
  HANDLER_FAILED: 'See `cause`. Event Grid delivers again, the whole delivery, after 10 seconds or more.',
  DROPPED: 'See `cause` for the reason that the handler gave.',
  STORE_FAILED: 'See `cause`. Event Grid delivers again.',
  NOT_REMEMBERED: 'See `cause`. If Event Grid delivers the event again, it may be handled again.',
  OVERLOADED:
    'Nothing needs to be done in a storm: Event Grid delivers again, after 30 seconds or more. If it happens daily, make the handlers faster or add instances.',
  DEADLINE_PASSED:
    'Make the handlers faster or queue the work: Event Grid waits 30 seconds. It delivers again, the whole delivery.',
  CLOSING: 'Nothing needs to be done: Event Grid delivers again.',
  HOOK_FAILED: 'See `cause`. The answer is the same as if it had not.',
  NO_PATH:
    'Set `path` to the path of its endpoint URL. Without it, any delivery of Event Grid is handled here, those for other routes of the server too.',
  WRONG_PATH:
    'Compare `path` with `field`, the path that the server got: a proxy may cut off a part, or the endpoint URL of the event subscription is another. If another webhook takes it, nothing needs to be done.',
  INTERNAL: 'See `cause`, and report it: this is a defect. Event Grid delivers again.',
}

/**
 * Failures of yours are errors. What strangers can cause is a warning at most: they must not be able to wake anybody.
 * What passes by itself is information.
 */
const levels: Readonly<Record<FailureCode, Failure['level']>> = {
  ORIGIN_NOT_ALLOWED: 'warn',
  METHOD_NOT_ALLOWED: 'warn',
  UNAUTHORIZED: 'warn',
  AUTHORIZE_FAILED: 'error',
  NOT_ALLOWED: 'warn',
  BODY_TOO_LARGE: 'error',
  BODY_CONSUMED: 'error',
  CLIENT_ABORTED: 'info',
  UNSUPPORTED_ENCODING: 'error',
  NOT_JSON: 'warn',
  NOT_A_DELIVERY: 'warn',
  INVALID_EVENT: 'warn',
  HANDLER_FAILED: 'error',
  DROPPED: 'info',
  STORE_FAILED: 'error',
  NOT_REMEMBERED: 'warn',
  OVERLOADED: 'warn',
  DEADLINE_PASSED: 'error',
  CLOSING: 'info',
  HOOK_FAILED: 'error',
  NO_PATH: 'warn',
  WRONG_PATH: 'warn',
  INTERNAL: 'error',
}

/**
 * Every failure: its status, what it means, what to do and at which level to log it. An entry of its own, since only documentation and tools
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
    const name = code as FailureCode
    return [code, { status, description: message, fix: fixes[name], level: levels[name] }]
  }),
) as Record<FailureCode, Failure>
