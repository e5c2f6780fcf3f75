/** What went wrong: the store did not answer, or presence is closed. */
export type PresenceErrorCode = 'STORE_FAILED' | 'CLOSED'

const messages: Readonly<Record<PresenceErrorCode, string>> = {
  STORE_FAILED: 'The store of presence did not answer.',
  CLOSED: 'Presence is closed.',
}

/** A question that could not be answered. `cause` is what the store threw. */
export class PresenceError extends Error {
  override readonly name: string = 'PresenceError'
  readonly code: PresenceErrorCode

  constructor(code: PresenceErrorCode, details: { cause?: unknown } = {}) {
    super(messages[code], 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
  }
}
