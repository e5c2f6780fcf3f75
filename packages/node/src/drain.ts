import type { IncomingMessage } from 'node:http'

const MAX_BYTES = 64 * 1024
const MAX_MS = 1000
/** Twice the largest body of Event Grid. */
const MAX_DECLARED_BYTES = 2 * 1024 * 1024

/**
 * Reads the rest of a body after an early answer, and closes the connection after one second if the client is still
 * sending. A body that has declared its size is read to its end, so that the answer reaches the client and its
 * connection goes on; of one without end, or a very large one, only 64 KiB are read.
 */
export function drainRequest(request: IncomingMessage): void {
  // A request that is no stream, or that a test has injected, has no connection to close.
  const { socket } = request
  if (typeof socket?.destroy !== 'function') return
  if (request.readableDidRead === undefined || request.complete || request.destroyed) return
  const declared = Number(request.headers['content-length'])
  const limit = declared <= MAX_DECLARED_BYTES ? MAX_DECLARED_BYTES : MAX_BYTES
  let size = 0
  const timer = setTimeout(() => socket.destroy(), MAX_MS)
  request.on('data', (chunk: Buffer | string) => {
    size += chunk.length
    if (size > limit) request.pause()
  })
  request.once('close', () => clearTimeout(timer))
  request.resume()
}
