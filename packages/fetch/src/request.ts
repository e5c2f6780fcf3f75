import type { WebhookRequest } from '@signalr-events/core'
import type { Incoming } from '@signalr-events/internal'
import { Body, type Reading } from './body.js'
import type { FetchRequest } from './fetch-request.js'

export type { Reading } from './body.js'

/** What a framework made of `Request` and `Response` adds to the request. */
export interface FrameworkRequest<Native> {
  /** The framework's own request or context, for `context.native`. */
  readonly native: Native
  /** Path and query as the server got them. Default: the URL of the request. */
  readonly url?: string | undefined
  /** Reads the body that the framework keeps after it was read. Default: nothing is kept. */
  readonly readKept?: (() => Promise<string>) | undefined
  /** Node's `IncomingMessage` under the request, if the host has it. Default: none. */
  readonly incoming?: object | undefined
  /**
   * Reads the body from what is under the request, which may cost less. Returns nothing if that may not be the body of
   * the request. Default: the request is read.
   */
  readonly readUnder?: ((reading: Reading) => Promise<Uint8Array> | undefined) | undefined
}

/** A request as the webhook takes it, and a way to end one whose body was not read. */
export interface FetchWebhookRequest<Native> extends WebhookRequest<Native> {
  /**
   * Call it once the webhook has answered: it reads what is left of the body, 64 KiB or one second at most. Resolves with
   * headers for the answer, which close the connection if the client is still sending.
   */
  drain(): Promise<Readonly<Record<string, string>>>
}

/** A `Request` as the webhook takes it; for adapters of frameworks made of `Request` and `Response`. */
export function toWebhookRequest<Native>(
  request: FetchRequest,
  { native, url = request.url, readKept, incoming, readUnder }: FrameworkRequest<Native>,
): FetchWebhookRequest<Native> {
  const body = new Body({ request, readKept, readUnder, incoming: incoming as Incoming | undefined })
  return {
    method: request.method,
    url,
    native,
    header: (name) => request.headers.get(name) ?? undefined,
    body: (maxBytes, onAbort, onBytes) => body.read({ maxBytes, onAbort, onBytes }),
    drain: () => body.drain(),
  }
}
