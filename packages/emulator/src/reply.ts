import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Ends a response, unless the client has gone. */
export function reply(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array = '',
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)
}

export const replyText = (response: ServerResponse, status: number, text: string): void =>
  reply(response, status, text, { 'content-type': 'text/plain; charset=utf-8' })

export function replyJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  reply(response, status, JSON.stringify(value), {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
  })
}

/** Beyond this, the connection is closed: the body may never end. In bytes. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024

/**
 * Reads a body; `undefined` if it is longer than `limit`. The rest is discarded, since `fetch` gets no answer before
 * it has sent everything.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= limit) chunks.push(chunk)
    else chunks.length = 0
    if (length > MAX_DISCARDED_BYTES) request.socket.destroy()
  }
  return length <= limit ? Buffer.concat(chunks) : undefined
}
