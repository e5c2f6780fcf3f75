/** Why a token was refused, or why nobody can tell, as a stable name. */
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
  /** The status answered: 401, which Event Grid never retries, or 503, after which the delivery comes again. */
  readonly status: 401 | 503
  /** What happened, in one sentence without anything from the token. */
  readonly message: string
  /** What to do about it. */
  readonly cure: string
}

/**
 * Every failure: its status, what it means and what to do. What is wrong with the token is a 401; what keeps us
 * from knowing is a 503.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export const entraFailures: Readonly<Record<EntraErrorCode, EntraFailure>> = {
  TOKEN_MISSING: {
    status: 401,
    message: 'The delivery has no bearer token.',
    cure: 'Give the event subscription the tenant and the application to deliver to. If it has them, see whether something in front takes the `Authorization` header away.',
  },
  TOKEN_MALFORMED: {
    status: 401,
    message: 'The token is not a signed JSON Web Token that names its key.',
    cure: 'Event Grid never sends this. See who else posts to the endpoint.',
  },
  TOKEN_ALGORITHM: {
    status: 401,
    message: 'The token is not signed with RS256.',
    cure: 'Event Grid never sends this. See who else posts to the endpoint.',
  },
  TOKEN_KEY_UNKNOWN: {
    status: 401,
    message: 'The token is signed with a key that the tenant does not have.',
    cure: 'Compare `tenantId` and `cloud` with the tenant of the event subscription.',
  },
  TOKEN_SIGNATURE: {
    status: 401,
    message: 'The signature of the token is wrong.',
    cure: 'The token was forged or changed on its way. See who else posts to the endpoint.',
  },
  TOKEN_ISSUER: {
    status: 401,
    message: 'The token was not issued by the tenant.',
    cure: 'Compare `tenantId` and `cloud` with the tenant of the event subscription.',
  },
  TOKEN_AUDIENCE: {
    status: 401,
    message: 'The token is for another audience.',
    cure: 'Give `audience` the application id or URI that the event subscription names. A list takes all forms: client id, application id URI and webhook URL.',
  },
  TOKEN_NOT_YET_VALID: {
    status: 401,
    message: 'The token is not valid yet.',
    cure: 'Set the clock of the server, or raise `clockTolerance`.',
  },
  TOKEN_EXPIRED: {
    status: 401,
    message: 'The token has expired, or does not say when it does.',
    cure: 'Set the clock of the server, or raise `clockTolerance`. If the clock is right, an old token was replayed.',
  },
  TOKEN_CALLER: {
    status: 401,
    message: 'The token was issued to another application than Event Grid.',
    cure: 'Compare `cloud` with the cloud of the event subscription, or give `callerIds` the application id of Microsoft.EventGrid.',
  },
  TOKEN_ROLE: {
    status: 401,
    message: 'The token lacks the role.',
    cure: 'Assign the role to the service principal of Microsoft.EventGrid, or leave `role` out: the caller is checked without it.',
  },
  KEYS_UNAVAILABLE: {
    status: 503,
    message: 'The keys of the tenant could not be fetched, so nobody knows whether the token is genuine.',
    cure: 'See `cause`, and whether the server may reach the login host of the cloud. Event Grid delivers again.',
  },
  KEYS_COOLING_DOWN: {
    status: 503,
    message: 'The key of the token is not among those fetched a moment ago, and may be a new one.',
    cure: 'Nothing needs to be done: Event Grid delivers again, and then the keys are fetched anew. If it lasts, see who else posts to the endpoint.',
  },
}

/**
 * Why {@link entra} did not let a delivery in. `message` and `stack` hold nothing of the token; `cause` is what
 * fetching the keys failed with.
 */
export class EntraError extends Error {
  override readonly name: string = 'EntraError'
  readonly code: EntraErrorCode

  constructor(code: EntraErrorCode, options?: { readonly cause?: unknown }) {
    super(entraFailures[code].message, options)
    this.code = code
  }
}
