import { type OnAbort, WebhookError } from '@signalr-events/core'
import type { BodyStream, FetchRequest } from './request.js'

/**
 * The body: read from the request if nothing has read it, else what `readKept` returns.
 *
 * @throws {WebhookError} `BODY_TOO_LARGE`, `BODY_CONSUMED` or `CLIENT_ABORTED`
 */
export function readBody(
  request: FetchRequest,
  maxBytes: number,
  onAbort: OnAbort,
  readKept: () => Promise<string> = failConsumed,
): Promise<ArrayBuffer | Uint8Array | string> {
  const header = request.headers.get('content-length') ?? ''
  const length = /^\d+$/.test(header) ? Number(header) : Number.NaN
  if (length > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
  if (request.bodyUsed) return readKept().catch(failConsumed)
  // On Node, touching `body` costs several times as much as the rest of the delivery. A body that says beforehand how
  // long it is need not be counted, unless it says both (https://www.rfc-editor.org/rfc/rfc9112#section-6.3).
  const counted = length <= maxBytes && request.headers.get('transfer-encoding') === null
  return counted ? request.arrayBuffer().catch(failAborted) : readStream(request.body, maxBytes, onAbort)
}

async function readStream(
  stream: BodyStream | null,
  maxBytes: number,
  onAbort: OnAbort,
): Promise<Uint8Array> {
  if (stream?.locked) throw new WebhookError('BODY_CONSUMED')
  const chunks: Uint8Array[] = []
  let size = 0
  // Once the delivery is answered, nothing of the body need be kept.
  onAbort(() => {
    chunks.length = 0
    maxBytes = 0
  })
  const reader = stream?.getReader()
  for (;;) {
    const chunk = (await reader?.read().catch(failAborted))?.value
    if (chunk === undefined) return join(chunks, size)
    size += chunk.byteLength
    if (size > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
    chunks.push(chunk)
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const body = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
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
