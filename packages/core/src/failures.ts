import { type FailureCode, failureMessages } from './errors.js'

/** A failure: its status, description and fix. */
export interface Failure {
  /** The status of the answer, or `null` if the failure is only reported and does not change the answer. */
  readonly status: number | null
  /** What happened, in one sentence without anything from the request. */
  readonly description: string
  /** What to do. */
  readonly fix: string
  /** The level to log it at. Logging libraries have a method of this name. */
  readonly level: 'error' | 'warn' | 'info'
}

const fixes: Readonly<Record<FailureCode, string>> = {
  ORIGIN_NOT_ALLOWED: 'If it is your Event Grid, add its host to `origins`.',
  METHOD_NOT_ALLOWED:
    'Use a separate `path` for the webhook, or omit `path`: then other requests pass through.',
  UNAUTHORIZED:
    'Compare the key in the endpoint URL or the delivery property with the keys of `authorize`. Event Grid does not retry a 401, so accept the old and the new key while you rotate keys.',
  AUTHORIZE_FAILED: 'See `cause` in the log of the server. Event Grid retries.',
  NOT_ALLOWED:
    'If it is yours, add it to `subscriptions`, `sources` or `hubs`; see `field`. Event Grid does not retry a 403. Events of other hubs are acknowledged.',
  BODY_TOO_LARGE:
    'Raise `maxBodyBytes`, or lower the preferred batch size of the event subscription. Event Grid does not retry a 413.',
  BODY_CONSUMED: 'Mount the webhook before the middleware that reads request bodies.',
  CLIENT_ABORTED: 'Nothing needs to be done: Event Grid retries.',
  UNSUPPORTED_ENCODING:
    'Event Grid does not compress bodies. If a proxy does, configure it not to. Event Grid retries.',
  NOT_JSON: 'Event Grid never sends this. Find out who else posts to the endpoint, and set `authorize`.',
  NOT_A_DELIVERY:
    'Create the event subscription with the Event Grid schema or CloudEvents 1.0. A custom input schema is not supported.',
  INVALID_EVENT:
    'The event is dropped. If the delivery has valid events, they are handled and the answer is 200. `field` names the member.',
  HANDLER_FAILED:
    'See `cause` in the log of the server. Event Grid retries the whole delivery after 10 seconds or more.',
  DROPPED: 'See `cause` for the reason of the handler.',
  STORE_FAILED: 'See `cause` in the log of the server. Event Grid retries.',
  NOT_REMEMBERED:
    'See `cause` in the log of the server. If Event Grid redelivers the event, it may be handled again.',
  OVERLOADED:
    'Nothing needs to be done in a burst: Event Grid retries after 30 seconds or more. If it happens daily, make the handlers faster or add instances.',
  DEADLINE_PASSED:
    'Make the handlers faster or queue the work: Event Grid waits 30 seconds. Then it retries the whole delivery.',
  CLOSING: 'Nothing needs to be done: Event Grid retries.',
  HOOK_FAILED: 'See `cause` in the log of the server. The answer does not change.',
  NO_PATH:
    'Set `path` to the path of its endpoint URL. Without `path`, the webhook handles every delivery of Event Grid, also those for other routes of the server.',
  WRONG_PATH:
    'The request was passed on. Compare `path` with `field`, the path that the server received. A proxy may remove a prefix, or the endpoint URL of the event subscription may differ. If another webhook handles that path, nothing needs to be done.',
  INTERNAL: 'See `cause` in the log of the server, and report it: this is a defect. Event Grid retries.',
}

/**
 * Failures of yours are errors. What other senders can cause is a warning at most: they must not be able to wake anybody.
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
 * Every failure with its status, description, fix and log level. It is a separate entry, because only documentation and
 * tools need all of it.
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
