import type { WebhookRequest } from '@signalr-events/core'
import type { Incoming } from '@signalr-events/internal'
import { Body, type Reading } from './body.js'
import type { FetchRequest } from './fetch-request.js'

export type { Reading } from './body.js'

/** What a framework made of `Request` and `Response` adds to the request. */
export interface FrameworkRequest<Native> {
  /** The framework's own request or context, for `context.native`. */
  readonly native: Native
  /** Path and query as the server received them. @default the URL of the request */
  readonly url?: string | undefined
  /** Reads a header from what is under the request. @default from the request */
  readonly header?: ((name: string) => string | undefined) | undefined
  /** Reads the body that the framework has cached after it was read. @default none */
  readonly readKept?: (() => Promise<string>) | undefined
  /** The `IncomingMessage` of Node behind the request, if the host has it. @default none */
  readonly incoming?: object | undefined
  /**
   * Reads the body from what is under the request, which may cost less. Returns nothing if that may not be the body of
   * the request.
   *
   * @default the request is read
   */
  readonly readUnder?: ((reading: Reading) => Promise<Uint8Array> | undefined) | undefined
}

/** A neutral request, with a function that discards an unread body. */
export interface FetchWebhookRequest<Native> extends WebhookRequest<Native> {
  /**
   * Call it after the webhook has answered. Discards the rest of the body for at most one second: 2 MiB of a body that
   * has declared its size, else 64 KiB. Resolves with headers for the answer, which close the connection if the client is
   * still sending.
   */
  drain(): Promise<Readonly<Record<string, string>>>
}

/**
 * Converts a `Request` to a neutral request, for adapters of frameworks with `Request` and `Response`.
 *
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { toWebhookRequest } from '@signalr-events/fetch'
 *
 * const webhook = createWebhook({})
 *
 * // The handler of a framework.
 * async function handle(request: Request): Promise<Response | undefined> {
 *   const events = toWebhookRequest(request, { native: request })
 *   if (!webhook.recognizes(events)) return undefined
 *   const { status, headers, body } = await webhook.handle(events)
 *   return new Response(body, { status, headers: { ...headers, ...(await events.drain()) } })
 * }
 * console.log((await handle(new Request('http://localhost/'))) === undefined) // true
 * ```
 */
export function toWebhookRequest<Native>(
  request: FetchRequest,
  {
    native,
    url = request.url,
    header = (name) => request.headers.get(name) ?? undefined,
    readKept,
    incoming,
    readUnder,
  }: FrameworkRequest<Native>,
): FetchWebhookRequest<Native> {
  const body = new Body({ request, readKept, readUnder, incoming: incoming as Incoming | undefined })
  return {
    method: request.method,
    url,
    native,
    header,
    body: (maxBytes, onAbort, onBytes) => body.read({ maxBytes, onAbort, onBytes }),
    drain: () => body.drain(),
  }
}
