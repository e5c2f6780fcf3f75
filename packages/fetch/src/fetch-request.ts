/** What reads the stream of a body. */
export interface BodyReader {
  read(): Promise<{ readonly value?: Uint8Array | undefined }>
  cancel?(): Promise<void>
}

/** What is read of the stream of a body. */
export interface BodyStream {
  readonly locked: boolean
  getReader(): BodyReader
}

/** What the webhook needs of a request. The `Request` of every runtime has it, and that of Azure Functions. */
export interface FetchRequest {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
  readonly bodyUsed: boolean
  readonly body: BodyStream | null
  arrayBuffer(): Promise<ArrayBuffer>
}
