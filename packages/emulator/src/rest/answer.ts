/** What a REST call is answered. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number
  readonly json?: unknown
  readonly error?: RestError
}

/** A failure: `code` goes into the header `x-ms-error-code` too, by which SDKs recognize a 404 that is an answer. */
export interface RestError {
  readonly code: string
  readonly message: string
}

export const refuse = (status: number, code: string, message: string): Answer => ({
  status,
  error: { code, message },
})

export const badRequest = (message: string): Answer => refuse(400, 'Error.Request.Invalid', message)
