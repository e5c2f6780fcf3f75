/**
 * Why a call failed: a code of the service such as `Error.Connection.NotExisted`, or one of these.
 *
 * - `HTTP_ERROR`: the service answered with a failure and without a code; see `status`.
 * - `INVALID_RESPONSE`: the service answered with success, but not what it documents.
 * - `UNREACHABLE`: no answer arrived; see `cause`.
 * - `TIMEOUT`: the time limit of the call passed.
 * - `CREDENTIAL_FAILED`: the credential gave no token; see `cause`.
 */
export type ServiceErrorCode =
  | 'HTTP_ERROR'
  | 'INVALID_RESPONSE'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'CREDENTIAL_FAILED'
  | (string & {})

/** A failed call. It holds neither keys nor tokens, nor anything of the answer but its code and status. */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError'
  /** The code of the failure, stable. */
  readonly code: ServiceErrorCode
  /** The HTTP status of the last answer. `undefined` if none arrived. */
  readonly status: number | undefined

  constructor(
    message: string,
    code: ServiceErrorCode,
    options: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.status = options.status
  }
}

/** Whether a value is a {@link ServiceError}, also one of another copy of this package. */
export function isServiceError(value: unknown): value is ServiceError {
  return value instanceof Error && value.name === 'ServiceError' && 'code' in value && 'status' in value
}
