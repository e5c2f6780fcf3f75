import { type OnAbort, type OnBytes, WebhookError } from '@signalr-events/core'
import { drainIncoming, MAX_DRAIN_MS, toDrainLimit, withTimeout } from '@signalr-events/internal'
import type { Context } from 'hono'
import { isRemainder, readIncoming } from './incoming.js'

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** What the webhook asks of reading. */
export interface Reading {
  readonly maxBytes: number
  readonly onAbort: OnAbort
  readonly onBytes: OnBytes
}

/** The body of a request: read once, and whatever an early answer leaves of it. */
export class Body {
  readonly #c: Context
  #reader: Reader | undefined
  /** Whether a body is being read that is counted beforehand. */
  #isReading = false

  constructor(c: Context) {
    this.#c = c
  }

  /** The body: read from the request if nothing has read it, else what Hono keeps for later readers. */
  read(reading: Reading): Promise<ArrayBuffer | Uint8Array | string> {
    const { req } = this.#c
    const { maxBytes } = reading
    const header = req.header('content-length') ?? ''
    const length = /^\d+$/.test(header) ? Number(header) : Number.NaN
    if (length > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
    if (req.raw.bodyUsed) return readKept(req)
    // On Node, to touch `raw.body` costs several times as much as the rest of the delivery. What says beforehand how
    // long it is need not be counted, unless it says both (https://www.rfc-editor.org/rfc/rfc9112#section-6.3).
    const counted = length <= maxBytes && req.header('transfer-encoding') === undefined
    if (counted) return this.#readWhole()
    return this.#readStream(reading)
  }

  async #readStream(reading: Reading): Promise<Uint8Array> {
    const { req, env } = this.#c
    // Also by a clone of the request, and then the stream has all of it.
    const wasRead = readIncoming(env)?.readableDidRead
    try {
      this.#reader = req.raw.body?.getReader()
    } catch (error) {
      failAborted(error)
    }
    const body = await readStream(this.#reader, reading)
    if (wasRead && isRemainder(body)) throw new WebhookError('BODY_CONSUMED')
    return body
  }

  #readWhole(): Promise<ArrayBuffer> {
    this.#isReading = true
    return this.#c.req.raw.arrayBuffer().then((whole) => {
      this.#isReading = false
      return whole
    }, failAborted)
  }

  /**
   * Reads the rest of the body after an early answer, within bounds. Returns headers for the answer, which close the
   * connection if the client is still sending.
   */
  async drain(): Promise<Readonly<Record<string, string>>> {
    const { req, env } = this.#c
    const incoming = readIncoming(env)
    if (incoming !== undefined) {
      drainIncoming(incoming)
      return {}
    }
    // What comes is read, but not awaited any more.
    if (this.#isReading) return { connection: 'close' }
    if (!req.raw.bodyUsed && !req.raw.body?.locked) this.#reader ??= req.raw.body?.getReader()
    if (this.#reader === undefined) return {}
    return drainStream(
      this.#reader,
      toDrainLimit(req.header('content-length'), req.header('transfer-encoding')),
    )
  }
}

async function readKept(req: Context['req']): Promise<string> {
  try {
    return await req.text()
  } catch {
    // Something has read `req.raw`, and Hono kept nothing.
    throw new WebhookError('BODY_CONSUMED')
  }
}

async function readStream(
  reader: Reader | undefined,
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

async function next(reader: Reader | undefined): Promise<Uint8Array | undefined> {
  return (await reader?.read().catch(failAborted))?.value
}

function failAborted(error: unknown): never {
  // The stream was read or locked by something in front, such as instrumentation.
  if (error instanceof TypeError && /unusable|locked|disturbed|already|used/i.test(error.message))
    throw new WebhookError('BODY_CONSUMED')
  throw new WebhookError('CLIENT_ABORTED')
}

async function drainStream(reader: Reader, limit: number): Promise<Readonly<Record<string, string>>> {
  const ended = readAway(reader, limit)
  if (await withTimeout(ended, MAX_DRAIN_MS, () => new Error('still sending')).catch(() => false)) return {}
  // Deno closes the connection when nothing wants the body any more. At once, it would not send the answer.
  setTimeout(() => void reader.cancel().catch(() => {}), MAX_DRAIN_MS)
  return { connection: 'close' }
}

/** Whether the body ended within so many bytes. */
async function readAway(reader: Reader, limit: number): Promise<boolean> {
  let size = 0
  while (size <= limit) {
    const { value } = await reader.read()
    if (value === undefined) return true
    size += value.byteLength
  }
  return false
}
