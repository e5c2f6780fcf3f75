import { WebhookError } from '@signalr-events/core'
import type { Context } from 'hono'

/** The body: read from the stream if nobody has, else what Hono keeps for those that come later. */
export async function readBody(c: Context, maxBytes: number): Promise<unknown> {
  if (Number(c.req.header('content-length')) > maxBytes) throw new WebhookError('BODY_TOO_LARGE')
  if (!c.req.raw.bodyUsed) return readStream(c.req.raw.body, maxBytes)
  try {
    return await c.req.text()
  } catch {
    // Somebody has read `c.req.raw`, and Hono kept nothing.
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
  try {
    return (await reader?.read())?.value
  } catch {
    throw new WebhookError('CLIENT_ABORTED')
  }
}
