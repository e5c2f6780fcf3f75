import type { IncomingMessage } from 'node:http'
import { PageError } from './page-error.js'

const MAX_BYTES = 64 * 1024

/**
 * Reads a JSON object. Other content types are refused: a form of another site can send those, but not JSON.
 *
 * @throws {PageError} if it is something else, or too long
 */
export async function readObject(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    throw new PageError(415, 'The content type must be application/json.')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BYTES) throw new PageError(413, 'The body is too long.')
    chunks.push(chunk)
  }
  return parseObject(Buffer.concat(chunks).toString())
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
  } catch {}
  throw new PageError(400, 'The body is not a JSON object.')
}
