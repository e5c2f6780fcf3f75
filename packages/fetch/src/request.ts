import type { WebhookRequest } from '@signalr-events/core'
import { readBody } from './body.js'

/** What is read of the stream of a body. */
export interface BodyStream {
  readonly locked: boolean
  getReader(): { read(): Promise<{ readonly value?: Uint8Array | undefined }> }
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

/** What a framework made of `Request` and `Response` adds to the request. */
export interface FrameworkRequest<Native> {
  /** The framework's own request or context, for `context.native`. */
  readonly native: Native
  /** Path and query as the server got them. Default: the URL of the request. */
  readonly url?: string | undefined
  /** Reads the body that the framework keeps after it was read. Default: nothing is kept. */
  readonly readKept?: (() => Promise<string>) | undefined
}

/** A `Request` as the webhook takes it; for adapters of frameworks made of `Request` and `Response`. */
export function toWebhookRequest<Native>(
  request: FetchRequest,
  { native, url = request.url, readKept }: FrameworkRequest<Native>,
): WebhookRequest<Native> {
  return {
    method: request.method,
    url,
    native,
    header: (name) => request.headers.get(name) ?? undefined,
    body: (maxBytes, onAbort) => readBody(request, maxBytes, onAbort, readKept),
  }
}
