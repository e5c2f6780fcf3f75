/**
 * What went wrong: the store did not answer, presence is closed, a handler of a transition threw, or instances that
 * share a store have different options.
 */
export type PresenceErrorCode = 'STORE_FAILED' | 'CLOSED' | 'HANDLER_FAILED' | 'OPTIONS_DIFFER'

const messages: Readonly<Record<PresenceErrorCode, string>> = {
  STORE_FAILED: 'The store of presence did not answer.',
  CLOSED: 'Presence is closed.',
  HANDLER_FAILED: 'A handler of a transition failed. It is called again.',
  OPTIONS_DIFFER: 'Another instance applies events to this store with another grace or lastSeenFor.',
}

/** A question that could not be answered, or work in the background that failed. `cause` is what was thrown. */
export class PresenceError extends Error {
  override readonly name: string = 'PresenceError'
  readonly code: PresenceErrorCode

  constructor(code: PresenceErrorCode, details: { cause?: unknown } = {}) {
    super(messages[code], 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
  }
}
