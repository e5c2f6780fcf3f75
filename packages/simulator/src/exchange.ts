import { type Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { type InputType, unzip } from 'node:zlib'
import type { EventGridRequest } from '@signalr-events/testing'

/** What an endpoint answered. */
export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; values of a name that came repeatedly are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The first 64 KiB, inflated, read as UTF-8. */
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
    sent.once('response', (response) => {
      // Who answers before the body has come may leave it unread for ever.
      response.once('close', () => void (sent.writableFinished || sent.destroy()))
      readAnswer(response).then(resolve, reject)
    })
    sent.once('upgrade', (_, socket) => {
      socket.destroy()
      reject(toError('HPE_UNEXPECTED_UPGRADE', 'The answer is 101, and nobody has asked for it'))
    })
    const half = content.length >> 1
    if (reset) sent.write(content.subarray(0, half), () => resetConnection(sent))
    else if (hold === undefined) sent.end(content)
    else {
      sent.write(content.subarray(0, half))
      hold.then(() => sent.destroyed || sent.end(content.subarray(half)), abort)
    }
  })
}

function resetConnection(sent: ClientRequest): void {
  // Node cannot reset a connection beneath TLS.
  if (sent.socket instanceof TLSSocket) sent.destroy(toError('ECONNRESET', 'The connection was reset'))
  else sent.socket?.resetAndDestroy()
}

function toError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
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
    body: (await inflate(Buffer.concat(chunks), response)).subarray(0, answerLimit).toString(),
  }
}

const inflateAny = promisify<InputType, { maxOutputLength: number }, Buffer>(unzip)

/** We say that we take gzip and deflate, as Event Grid does. What does not inflate stays as it is. */
async function inflate(body: Buffer, { headers }: IncomingMessage): Promise<Buffer> {
  if (!/^(gzip|deflate)$/i.test(headers['content-encoding'] ?? '')) return body
  return inflateAny(body, { maxOutputLength: answerLimit }).catch(() => body)
}
