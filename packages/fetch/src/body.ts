import { type OnAbort, type OnBytes, WebhookError } from '@signalr-events/core'
import {
  drainIncoming,
  type Incoming,
  MAX_DRAIN_MS,
  toDrainLimit,
  withTimeout,
} from '@signalr-events/internal'
import type { BodyReader, FetchRequest } from './fetch-request.js'

/** What the webhook asks of reading. */
export interface Reading {
  /** Maximum size, in bytes. */
  readonly maxBytes: number
  /** Takes a function that is called when the body is no longer needed. */
  readonly onAbort: OnAbort
  /** Receives the size so far, and throws if all bodies in flight are too large. */
  readonly onBytes: OnBytes
}

/** What is known of the request besides itself. */
export interface BodySource {
  readonly request: FetchRequest
  /** Reads the body that the framework keeps after it was read. */
  readonly readKept: (() => Promise<string>) | undefined
  /** Node's own request, if the host has it. */
  readonly incoming: Incoming | undefined
  /** Reads what is under the request, if it is the same. */
  readonly readUnder: ((reading: Reading) => Promise<Uint8Array> | undefined) | undefined
}

/** No headers. The same for most requests, since on Bun a new promise shows in the cost of a request. */
const nothing: Promise<Readonly<Record<string, string>>> = Promise.resolve({})

/** The body of a request: read once, and whatever an early answer leaves of it. */
export class Body {
  readonly #source: BodySource
  #reader: BodyReader | undefined
  /** Whether a body is being read that is counted beforehand. */
  #isReading = false
  /** Whether such a body was read: nothing is left of it. */
  #isRead = false

  constructor(source: BodySource) {
    this.#source = source
  }

  /**
   * Reads from the request if nothing has read it, else what the framework keeps.
   *
   * @throws {WebhookError} `BODY_TOO_LARGE`, `BODY_CONSUMED` or `CLIENT_ABORTED`
   */
  read(reading: Reading): Promise<ArrayBuffer | Uint8Array | string> {
    const { request, readKept, readUnder } = this.#source
    const under = readUnder?.(reading)
    if (under !== undefined) return under
    const { maxBytes } = reading
    const header = request.headers.get('content-length') ?? ''
    const length = /^\d+$/.test(header) ? Number(header) : Number.NaN
    if (length > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
    if (request.bodyUsed) return readKeptBody(readKept)
    // On Node, touching `body` costs several times as much as the rest of the delivery. A body that says beforehand how
    // long it is need not be counted, unless it says both (https://www.rfc-editor.org/rfc/rfc9112#section-6.3).
    const counted = length <= maxBytes && request.headers.get('transfer-encoding') === null
    return counted ? this.#readWhole() : this.#readStream(reading)
  }

  async #readStream(reading: Reading): Promise<Uint8Array> {
    const { request, incoming } = this.#source
    if (request.body?.locked) throw new WebhookError('BODY_CONSUMED')
    // Also by a clone of the request, and then the stream has all of it.
    const wasRead = incoming?.readableDidRead
    this.#reader = request.body?.getReader()
    const body = await readStream(this.#reader, reading)
    if (wasRead && isRemainder(body)) throw new WebhookError('BODY_CONSUMED')
    return body
  }

  #readWhole(): Promise<ArrayBuffer> {
    this.#isReading = true
    return this.#source.request.arrayBuffer().then((whole) => {
      this.#isReading = false
      this.#isRead = true
      return whole
    }, failAborted)
  }

  /**
   * Reads the rest of the body after an early answer, within bounds. Returns headers for the answer, which close the
   * connection if the client is still sending.
   */
  drain(): Promise<Readonly<Record<string, string>>> {
    return this.#isRead ? nothing : this.#drainRest()
  }

  async #drainRest(): Promise<Readonly<Record<string, string>>> {
    const { request, incoming } = this.#source
    if (incoming !== undefined) {
      drainIncoming(incoming)
      return {}
    }
    // What comes is read, but not awaited any more.
    if (this.#isReading) return { connection: 'close' }
    if (!request.bodyUsed && !request.body?.locked) this.#reader ??= request.body?.getReader()
    if (this.#reader === undefined) return {}
    const { headers } = request
    const limit = toDrainLimit(
      headers.get('content-length') ?? undefined,
      headers.get('transfer-encoding') ?? undefined,
    )
    return drainStream(this.#reader, limit)
  }
}

async function readKeptBody(readKept: BodySource['readKept']): Promise<string> {
  try {
    return (await readKept?.()) ?? failConsumed()
  } catch {
    return failConsumed()
  }
}

/** Whether a body cannot be the beginning of a delivery: something has read that from Node's own request. */
function isRemainder(body: Uint8Array): boolean {
  const first = /[^\s\ufeff]/.exec(new TextDecoder().decode(body.subarray(0, 64)))?.[0]
  return first !== '[' && first !== '{'
}

async function readStream(
  reader: BodyReader | undefined,
  { maxBytes, onAbort, onBytes }: Reading,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  let aborted = false
  onAbort(() => {
    aborted = true
    chunks.length = 0
  })
  for (let part = await next(reader); part !== undefined && !aborted; part = await next(reader)) {
    size += part.byteLength
    if (size > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
    onBytes(size)
    chunks.push(part)
  }
  return join(chunks, size)
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const body = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}

async function next(reader: BodyReader | undefined): Promise<Uint8Array | undefined> {
  return (await reader?.read().catch(failAborted))?.value
}

function failConsumed(): never {
  throw new WebhookError('BODY_CONSUMED')
}

function failAborted(error: unknown): never {
  // The stream was read or locked by something in front, such as instrumentation.
  if (error instanceof TypeError && /unusable|locked|disturbed|already|used/i.test(error.message))
    throw new WebhookError('BODY_CONSUMED')
  throw new WebhookError('CLIENT_ABORTED')
}

async function drainStream(reader: BodyReader, limit: number): Promise<Readonly<Record<string, string>>> {
  const ended = discardRest(reader, limit)
  if (await withTimeout(ended, MAX_DRAIN_MS, () => new Error('still sending')).catch(() => false)) return {}
  // Deno closes the connection when nothing wants the body any more. At once, it would not send the answer.
  setTimeout(() => void reader.cancel?.().catch(() => {}), MAX_DRAIN_MS)
  return { connection: 'close' }
}

/** Whether the body ended within so many bytes. */
async function discardRest(reader: BodyReader, limit: number): Promise<boolean> {
  let size = 0
  while (size <= limit) {
    const { value } = await reader.read()
    if (value === undefined) return true
    size += value.byteLength
  }
  return false
}
