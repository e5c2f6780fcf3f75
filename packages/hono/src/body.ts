import { WebhookError } from '@signalr-events/core'
import type { Context } from 'hono'

/** The body: read from the request if nobody has, else what Hono keeps for those that come later. */
export function readBody({ req }: Context, maxBytes: number): Promise<ArrayBuffer | Uint8Array | string> {
  const header = req.header('content-length') ?? ''
  const length = /^\d+$/.test(header) ? Number(header) : Number.NaN
  if (length > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
  if (req.raw.bodyUsed) return readKept(req)
  // On Node, to touch `raw.body` costs several times as much as the rest of the delivery. What says beforehand how
  // long it is need not be counted, unless it says both (https://www.rfc-editor.org/rfc/rfc9112#section-6.3).
  const counted = length <= maxBytes && req.header('transfer-encoding') === undefined
  return counted ? req.raw.arrayBuffer().catch(failAborted) : readStream(req.raw.body, maxBytes)
}

async function readKept(req: Context['req']): Promise<string> {
  try {
    return await req.text()
  } catch {
    // Somebody has read `req.raw`, and Hono kept nothing.
    throw new WebhookError('BODY_CONSUMED')
  }
}

async function readStream(stream: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = stream?.getReader()
  for (let part = await next(reader); part !== undefined; part = await next(reader)) {
    size += part.byteLength
    if (size > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
    chunks.push(part)
  }
  const body = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}

async function next(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
): Promise<Uint8Array | undefined> {
  return (await reader?.read().catch(failAborted))?.value
}

function failAborted(error: unknown): never {
  // The stream was read or locked by something in front, such as instrumentation.
  if (error instanceof TypeError && /unusable|locked|disturbed|already|used/i.test(error.message))
    throw new WebhookError('BODY_CONSUMED')
  throw new WebhookError('CLIENT_ABORTED')
}
