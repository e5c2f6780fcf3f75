import { quietly } from './quietly.js'
import type { Transition } from './transition.js'

/**
 * What went wrong.
 *
 * - `STORE_FAILED`: the store did not answer; see `cause`.
 * - `CLOSED`: presence is closed.
 * - `HANDLER_FAILED`: a handler of a transition, or `sessions` in the background, threw or did not end within the lease;
 *   it is called again.
 * - `OPTIONS_DIFFER`: instances that share a store have another `grace` or `lastSeenFor`.
 * - `MISCONFIGURED`: `service` is not the resource of the connections; nothing is reconciled.
 * - `SERVICE_REFUSED`: the service answered 401 or 403; nothing is reconciled for an hour.
 * - `SERVICE_FAILED`: the service did not answer whether a connection exists; it is asked again.
 * - `SUSPICIOUS`: every connection seems to be missing. They end if the next pass has the same result.
 */
export type PresenceErrorCode = keyof typeof messages

const messages = {
  STORE_FAILED: 'The store of presence did not answer.',
  CLOSED: 'Presence is closed.',
  HANDLER_FAILED: 'A handler of a transition, or of sessions, failed. It is called again.',
  OPTIONS_DIFFER: 'Another instance applies events to this store with another grace or lastSeenFor.',
  MISCONFIGURED: 'The service is not the resource that the connections are of.',
  SERVICE_REFUSED: 'The service refused the credential.',
  SERVICE_FAILED: 'The service did not answer whether a connection exists.',
  SUSPICIOUS: 'Every connection seems to be missing in the service.',
} as const

/** Where a failure in the background happened. Errors hold none of it, since they are usually printed. */
export interface PresenceErrorContext {
  /** In lower case. `undefined` if the failure is not of a single hub. */
  readonly hubName: string | undefined
  /** For `HANDLER_FAILED`: the option that failed. */
  readonly handler: 'onUserOnline' | 'onUserOffline' | 'sessions' | undefined
  /**
   * What `onUserOnline` or `onUserOffline` was called with. Its `userId` is personal data: think before you log it. Its
   * `id` is not.
   */
  readonly transition: Transition | undefined
}

/** Reports a failure. What the context does not have is `undefined` for listeners. */
export type ReportFailure = (error: PresenceError, context?: Partial<PresenceErrorContext>) => void

/**
 * A query that could not be answered, or failed background work. `cause` is the thrown error.
 *
 * @example
 * ```ts
 * import { createPresence, PresenceError } from '@signalr-events/presence'
 *
 * const presence = createPresence({ onError: ({ code, cause }) => console.warn(code, cause) })
 * await presence.close()
 * const error = await presence.count('chat').catch((error: unknown) => error)
 * console.log(error instanceof PresenceError && error.code) // CLOSED
 * ```
 */
export class PresenceError extends Error {
  override readonly name: string = 'PresenceError'
  /** The code of the failure, stable. */
  readonly code: PresenceErrorCode

  constructor(code: PresenceErrorCode, details: { cause?: unknown } = {}) {
    super(messages[code], 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
  }
}

const nowhere: PresenceErrorContext = { hubName: undefined, handler: undefined, transition: undefined }

export function toReportFailure(
  listener: (error: PresenceError, context: PresenceErrorContext) => unknown,
): ReportFailure {
  const report = quietly(listener)
  return (error, context) => report(error, { ...nowhere, ...context })
}
