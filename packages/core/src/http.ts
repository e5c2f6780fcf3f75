/** The head of an HTTP request, as an adapter presents it to the webhook: everything but the body. */
export interface RequestHead<Native = unknown> {
  /** The HTTP method, in upper case. */
  readonly method: string
  /** Path and query as the server got them, mount paths included; an absolute URL will do. */
  readonly url: string
  /** The framework's own request or context, handed on to handlers as `context.native`. */
  readonly native: Native
  /** The value of a header, its name in any case; `undefined` when the request has none. */
  header(name: string): string | undefined
}

/** Takes a function that is called if the delivery is answered early: at the deadline, or when `close` runs out of time. */
export type OnAbort = (listener: () => void) => void

/** Takes the size of a body so far, in bytes, each time that more of it was read. */
export type OnBytes = (size: number) => void

/** An HTTP request, independent of any framework. */
export interface WebhookRequest<Native = unknown> extends RequestHead<Native> {
  /**
   * The body: bytes (`Uint8Array` or `ArrayBuffer`), text, or the value that a body parser in front has made of
   * it; or a promise of one of these. Called at most once, and only for an authorized delivery.
   *
   * @param maxBytes reading stops past this size, with a {@link WebhookError} `BODY_TOO_LARGE`
   * @param onAbort takes a function that is called when the body is no longer needed, so that reading can stop
   * @param onBytes receives the size so far; it throws `OVERLOADED` if all bodies together are too large
   * @throws {WebhookError} `BODY_TOO_LARGE`, `BODY_CONSUMED`, `CLIENT_ABORTED`, or the error of `onBytes`
   */
  body(maxBytes: number, onAbort: OnAbort, onBytes: OnBytes): unknown
}

/** What an adapter writes back, independent of any framework. */
export interface WebhookResponse {
  /** The HTTP status. */
  readonly status: number
  /** Names are as they go on the wire; there is never more than one value to a name. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON text, or `null` for no body. */
  readonly body: string | null
}
