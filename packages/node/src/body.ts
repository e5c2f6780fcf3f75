import { isAscii } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { type FailureCode, type OnAbort, type OnBytes, WebhookError } from '@signalr-events/core'
import { readIncoming } from '@signalr-events/internal'
import { readBuffered } from './buffered.js'

/** What the webhook asks of reading. */
export interface Reading {
  readonly maxBytes: number
  readonly onAbort: OnAbort
  readonly onBytes: OnBytes
}

/**
 * The body: read from the stream if nothing has read it, else what a body parser or the host left of it. Only the
 * stream says whether it was read: Express 4 and Koa's parsers set `body` to `{}` without reading.
 *
 * @throws {WebhookError} `BODY_TOO_LARGE`, `BODY_CONSUMED`, `CLIENT_ABORTED` or `DEADLINE_PASSED`
 */
export function readBody(request: IncomingMessage, parsed: unknown, reading: Reading): unknown {
  // `undefined` for a request that is no stream, as some hosts of functions make them.
  if (request.readableDidRead === false)
    return readBuffered(request, reading.maxBytes) ?? readStream(request, reading)
  const { body, rawBody } = request as { body?: unknown; rawBody?: unknown }
  const found = [parsed, body, rawBody].find((candidate) => !isBlank(candidate))
  if (found === undefined) throw new WebhookError('BODY_CONSUMED')
  return found
}

// What parsers leave behind of a body of which they have made nothing: no text, no bytes, no members. An empty list is a
// delivery.
function isBlank(parsed: unknown): boolean {
  if (typeof parsed !== 'object' || parsed === null) return parsed === '' || parsed == null
  if (Array.isArray(parsed)) return false
  // The keys of bytes would be their positions.
  const { byteLength = Object.keys(parsed).length } = parsed as { byteLength?: unknown }
  return byteLength === 0
}

async function readStream(
  request: IncomingMessage,
  { maxBytes, onAbort, onBytes }: Reading,
): Promise<Uint8Array | string> {
  const createError = (code: FailureCode) => new WebhookError(code)
  // Written out, since to spread an object costs a tenth of a request.
  return join(await readIncoming(request, { maxBytes, onAbort, onBytes, toBytes: Buffer.from, createError }))
}

// Most deliveries are one chunk, which need not be copied. Azure usually writes ASCII, whose parts decode to the same
// text as the whole. Joining texts costs less than joining bytes and decoding them.
function join(chunks: readonly Buffer[]): Uint8Array | string {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  return chunks.every(isAscii)
    ? chunks.map((chunk) => chunk.toString('latin1')).join('')
    : Buffer.concat(chunks)
}
