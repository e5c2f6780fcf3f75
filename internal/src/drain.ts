/** Bytes that are read of a body without declared size after an early answer. */
const MAX_DRAIN_BYTES = 64 * 1024
/** A body that has declared its size is read up to this size: twice the largest of Event Grid. */
const MAX_DECLARED_BYTES = 2 * 1024 * 1024
/** After this the connection is closed, in milliseconds. */
export const MAX_DRAIN_MS = 1000

/** The part of Node's `IncomingMessage` that draining needs. */
export interface Incoming {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly readableDidRead: boolean
  readonly complete: boolean
  readonly destroyed: boolean
  readonly socket?: { destroy(): unknown } | null
  on(name: 'data', listener: (chunk: { readonly length: number }) => void): unknown
  once(name: 'close', listener: () => void): unknown
  pause(): unknown
  resume(): unknown
}

/** How many bytes are read of an unwanted body, by its `Content-Length`. */
export function toDrainLimit(contentLength: unknown, transferEncoding: unknown): number {
  const isDeclared = transferEncoding === undefined && Number(contentLength) <= MAX_DECLARED_BYTES
  return isDeclared ? MAX_DECLARED_BYTES : MAX_DRAIN_BYTES
}

/**
 * Reads the rest of a body after an early answer, and closes the connection after one second if the client is still
 * sending. A body that has declared its size is read to its end, so that the answer reaches the client and its
 * connection goes on; of one without end, or a very large one, only 64 KiB are read.
 */
export function drainIncoming(request: Incoming): void {
  // A request that is no stream, or that a test has injected, has no connection to close.
  const { socket } = request
  if (typeof socket?.destroy !== 'function') return
  if (request.readableDidRead === undefined || request.complete || request.destroyed) return
  const limit = toDrainLimit(request.headers['content-length'], request.headers['transfer-encoding'])
  let size = 0
  const timer = setTimeout(() => socket.destroy(), MAX_DRAIN_MS)
  request.on('data', (chunk) => {
    size += chunk.length
    if (size > limit) request.pause()
  })
  request.once('close', () => clearTimeout(timer))
  request.resume()
}
