/** The part of a stream reader that is used. */
export interface BodyReader {
  /** Resolves with the next chunk, without a value at the end. */
  read(): Promise<{ readonly value?: Uint8Array | undefined }>
  /** Stops reading. Some runtimes then close the connection. */
  cancel?(): Promise<void>
}

/** The part of a body stream that is used. */
export interface BodyStream {
  /** Whether another reader has the stream. */
  readonly locked: boolean
  /** Locks the stream. */
  getReader(): BodyReader
}

/** The part of a request that the webhook needs. The `Request` of every runtime and of Azure Functions has it. */
export interface FetchRequest {
  /** The HTTP method. */
  readonly method: string
  /** The absolute URL. */
  readonly url: string
  /** The headers. `get` ignores the case of the name. */
  readonly headers: { get(name: string): string | null }
  /** Whether the body was read. */
  readonly bodyUsed: boolean
  /** The body, `null` if there is none. */
  readonly body: BodyStream | null
  /** Reads the whole body. */
  arrayBuffer(): Promise<ArrayBuffer>
}
