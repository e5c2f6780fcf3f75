import { type Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { EventGridRequest } from '@signalr-events/testing'

/** What an endpoint answered. */
export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; values of a name that came repeatedly are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The first 64 KiB, read as UTF-8. */
  readonly body: string
}

/** How to send a request. */
export interface ExchangeOptions {
  /** Keeps connections open between requests. Default: a connection for each. */
  readonly agent?: Agent | undefined
  /** Ends the request. The promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Whether to send only half of the body, and to reset the connection then. */
  readonly reset?: boolean | undefined
  /** Sends only half of the body, and the rest when this resolves. Default: all of it at once. */
  readonly hold?: Promise<unknown> | undefined
}

/**
 * Sends a request as Event Grid does, and reads the answer: headers in lower case, no `Accept`, no `User-Agent`, and
 * no redirect is followed.
 *
 * @throws what the socket throws, e.g. with the `code` `ECONNREFUSED`, `ENOTFOUND` or `ECONNRESET`
 * @source the captured deliveries in `samples` of `@signalr-events/testing`
 * @example
 * ```ts
 * import { exchange } from '@signalr-events/simulator'
 * import { eventGrid } from '@signalr-events/testing'
 *
 * const answer = await exchange('http://127.0.0.1:3000/events', eventGrid.connected()).catch(String)
 * ```
 */
export function exchange(
  url: string | URL,
  { method, headers, body = '' }: EventGridRequest,
  { agent, signal, reset = false, hold }: ExchangeOptions = {},
): Promise<HttpAnswer> {
  const target = new URL(url)
  const content = Buffer.from(body)
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const send = target.protocol === 'https:' ? requestHttps : requestHttp
    const sent = send(target, {
      method,
      agent: agent ?? false,
      headers: {
        connection: 'Keep-Alive',
        'accept-encoding': 'gzip,deflate',
        host: target.host,
        ...headers,
        ...(method === 'POST' ? { 'content-length': String(content.length) } : {}),
      },
    })
    const abort = () => sent.destroy(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    sent.once('close', () => signal?.removeEventListener('abort', abort))
    sent.once('error', reject)
    sent.once('response', (response) => readAnswer(response).then(resolve, reject))
    const half = content.length >> 1
    if (reset) sent.write(content.subarray(0, half), () => sent.socket?.resetAndDestroy())
    else if (hold === undefined) sent.end(content)
    else {
      sent.write(content.subarray(0, half))
      hold.then(() => sent.destroyed || sent.end(content.subarray(half)), abort)
    }
  })
}

const answerLimit = 64 * 1024

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    // Leaving the loop ends the connection: what is longer is no answer to Event Grid.
    if (length > answerLimit) break
  }
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(response.headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']),
    ),
    body: Buffer.concat(chunks).subarray(0, answerLimit).toString(),
  }
}
