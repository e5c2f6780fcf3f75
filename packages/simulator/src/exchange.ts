import { type Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { type InputType, unzip } from 'node:zlib'
import type { EventGridRequest } from '@signalr-events/testing'

/** The answer of an endpoint. */
export interface HttpAnswer {
  /** The HTTP status. */
  readonly status: number
  /** Names in lower case. Repeated headers are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** The first 64 KiB of the decompressed body, as UTF-8. */
  readonly body: string
}

/** Options of {@link exchange}. */
export interface ExchangeOptions {
  /**
   * An agent that keeps connections open between requests.
   *
   * @default a new connection for each request
   */
  readonly agent?: Agent | undefined
  /** Aborts the request. The promise then rejects with the reason of the signal. @default none */
  readonly signal?: AbortSignal | undefined
  /**
   * Whether to send only half of the body and then reset the connection.
   *
   * @default false
   */
  readonly reset?: boolean | undefined
  /** If set, the second half of the body is sent when this promise resolves. @default the body is sent at once */
  readonly hold?: Promise<unknown> | undefined
}

/**
 * Sends a request as Event Grid does and reads the answer. Header names are in lower case, `Accept` and `User-Agent`
 * are missing, and redirects are not followed.
 *
 * @throws {Error} of the socket, with a `code` such as `ECONNREFUSED`, `ENOTFOUND` or `ECONNRESET`
 * @see the captured deliveries in `samples` of `@signalr-events/testing`
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
    sent.on('error', reject)
    sent.once('response', (response) => {
      // A server that answers before it has read the body may never read the rest.
      response.once('close', () => void (sent.writableFinished || sent.destroy()))
      readAnswer(response).then(resolve, reject)
    })
    sent.once('upgrade', (_, socket) => {
      socket.destroy()
      reject(toError('HPE_UNEXPECTED_UPGRADE', 'The answer is 101, although no upgrade was requested'))
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
  // Node cannot reset a TLS connection.
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
    // Leaving the loop closes the connection. Event Grid needs no answer of this size.
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

/** Decompresses gzip and deflate, which the request accepts as Event Grid does. An invalid body stays unchanged. */
async function inflate(body: Buffer, { headers }: IncomingMessage): Promise<Buffer> {
  if (!/^(gzip|deflate)$/i.test(headers['content-encoding'] ?? '')) return body
  return inflateAny(body, { maxOutputLength: answerLimit }).catch(() => body)
}
