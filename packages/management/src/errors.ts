/**
 * Why a call failed: a code of the service such as `Error.Connection.NotExisted`, or one of these.
 *
 * - `HTTP_ERROR`: the service answered with a failure and without a code; see `status`.
 * - `INVALID_RESPONSE`: the service answered with success, but in an undocumented form.
 * - `UNREACHABLE`: no answer arrived; see `cause`. The service may have done the call.
 * - `TIMEOUT`: the time limit of the call passed. The service may have done the call.
 * - `CREDENTIAL_FAILED`: the credential gave no token; see `cause`.
 */
export type ServiceErrorCode =
  | 'HTTP_ERROR'
  | 'INVALID_RESPONSE'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'CREDENTIAL_FAILED'
  | (string & {})

/**
 * A failed call. It contains no key or token, and only the code and the status of the answer.
 *
 * @example
 * ```ts
 * import { createServiceClient, ServiceError } from '@signalr-events/management'
 *
 * const service = createServiceClient('Endpoint=http://127.0.0.1:9;AccessKey=a2V5;Version=1.0;')
 * const error = await service.health().catch((error: unknown) => error)
 * console.log(error instanceof ServiceError && error.code) // UNREACHABLE
 * ```
 */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError'
  /** The code of the failure, stable. */
  readonly code: ServiceErrorCode
  /** The HTTP status of the answer that made the call fail. `undefined` if there is none. */
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

/**
 * Whether a value is a {@link ServiceError}, also one of another copy of this package.
 *
 * @example
 * ```ts
 * import { isServiceError, ServiceError } from '@signalr-events/management'
 *
 * console.log(isServiceError(new ServiceError('no answer', 'UNREACHABLE'))) // true
 * ```
 */
export function isServiceError(value: unknown): value is ServiceError {
  return value instanceof Error && value.name === 'ServiceError' && 'code' in value && 'status' in value
}
