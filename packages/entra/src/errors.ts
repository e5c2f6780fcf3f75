/** Why a token was refused, or why it could not be checked, as a stable name. */
export type EntraErrorCode =
  | 'TOKEN_MISSING'
  | 'TOKEN_MALFORMED'
  | 'TOKEN_ALGORITHM'
  | 'TOKEN_KEY_UNKNOWN'
  | 'TOKEN_SIGNATURE'
  | 'TOKEN_ISSUER'
  | 'TOKEN_AUDIENCE'
  | 'TOKEN_NOT_YET_VALID'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_CALLER'
  | 'TOKEN_ROLE'
  | 'KEYS_UNAVAILABLE'
  | 'KEYS_COOLING_DOWN'

/** What an {@link EntraErrorCode} means for the delivery. */
export interface EntraFailure {
  /** The status answered: 401, which Event Grid never retries, or 503, which it does. */
  readonly status: 401 | 503
  /** What happened, in one sentence without any part of the token. */
  readonly message: string
  /** How to fix it. */
  readonly fix: string
}

/**
 * Every failure: its status, its description and its fix. An invalid token is a 401. If the token could not be
 * checked, the answer is 503.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export const entraFailures: Readonly<Record<EntraErrorCode, EntraFailure>> = {
  TOKEN_MISSING: {
    status: 401,
    message: 'The delivery has no bearer token.',
    fix: 'Give the event subscription the tenant and the application to deliver to. If it has them, check whether a proxy removes the `Authorization` header.',
  },
  TOKEN_MALFORMED: {
    status: 401,
    message: 'The token is not a signed JSON Web Token that names its key.',
    fix: 'Event Grid never sends this. Find out what else posts to the endpoint.',
  },
  TOKEN_ALGORITHM: {
    status: 401,
    message: 'The token is not signed with RS256.',
    fix: 'Event Grid never sends this. Find out what else posts to the endpoint.',
  },
  TOKEN_KEY_UNKNOWN: {
    status: 401,
    message: 'The token is signed with a key that the tenant does not have.',
    fix: 'Compare `tenantId` and `cloud` with the tenant of the event subscription.',
  },
  TOKEN_SIGNATURE: {
    status: 401,
    message: 'The signature of the token is wrong.',
    fix: 'The token was forged, or changed on the way. Find out what else posts to the endpoint.',
  },
  TOKEN_ISSUER: {
    status: 401,
    message: 'The token was not issued by the tenant.',
    fix: 'Compare `tenantId` and `cloud` with the tenant of the event subscription.',
  },
  TOKEN_AUDIENCE: {
    status: 401,
    message: 'The token is for another audience.',
    fix: 'Give `audience` the application id or URI that the event subscription names. A list takes all forms: client id, application id URI and webhook URL.',
  },
  TOKEN_NOT_YET_VALID: {
    status: 401,
    message: 'The token is not valid yet.',
    fix: 'Set the clock of the server, or raise `clockTolerance`.',
  },
  TOKEN_EXPIRED: {
    status: 401,
    message: 'The token has expired, or has no `exp`.',
    fix: 'Set the clock of the server, or raise `clockTolerance`. If the clock is right, an old token was replayed.',
  },
  TOKEN_CALLER: {
    status: 401,
    message: 'The token was not issued to Event Grid.',
    fix: 'Compare `cloud` with the cloud of the event subscription, or give `callerIds` the application id of Microsoft.EventGrid.',
  },
  TOKEN_ROLE: {
    status: 401,
    message: 'The token lacks the role.',
    fix: 'Assign the role to the service principal of Microsoft.EventGrid, or leave out `role`: the caller is checked in any case.',
  },
  KEYS_UNAVAILABLE: {
    status: 503,
    message: 'The keys of the tenant could not be fetched or used, so the token could not be checked.',
    fix: 'See `cause`, and check that the server can reach the login host of the cloud. Event Grid retries.',
  },
  KEYS_COOLING_DOWN: {
    status: 503,
    message: 'The key of the token is not among the keys fetched a moment ago, and may be new.',
    fix: 'Nothing to do: Event Grid retries, and then the keys are fetched again. If it lasts, find out what else posts to the endpoint.',
  },
}

/**
 * Why {@link entra} refused a delivery. `message` and `stack` hold no part of the token. For `KEYS_UNAVAILABLE`,
 * `cause` is the error of the fetch or of the key.
 *
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { EntraError } from '@signalr-events/entra'
 *
 * createWebhook({}, { onError: ({ cause }) => cause instanceof EntraError && console.warn(cause.code) })
 * ```
 */
export class EntraError extends Error {
  override readonly name: string = 'EntraError'
  /** The code of the failure, stable. */
  readonly code: EntraErrorCode

  constructor(code: EntraErrorCode, options?: { readonly cause?: unknown }) {
    super(entraFailures[code].message, options)
    this.code = code
  }
}
