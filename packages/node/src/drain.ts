import type { IncomingMessage } from 'node:http'

const maxBytes = 64 * 1024
const maxMs = 1000

/**
 * After an early answer: reads at most 64 KiB of the rest of the body, and closes the connection after one second if
 * the client is still sending. Until then the connection stays open, so that the answer reaches the client.
 */
export function drainRequest(request: IncomingMessage): void {
  // A request that is no stream has nothing to read, and no connection to close.
  if (request.readableDidRead === undefined || request.complete || request.destroyed) return
  const { socket } = request
  let size = 0
  const timer = setTimeout(() => socket.destroy(), maxMs)
  const stop = () => clearTimeout(timer)
  request.on('data', (chunk: Buffer | string) => {
    size += chunk.length
    if (size > maxBytes) request.pause()
  })
  request.once('end', stop)
  socket.once('close', stop)
  request.resume()
}
