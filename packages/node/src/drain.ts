import type { IncomingMessage } from 'node:http'
import { drainIncoming } from '@signalr-events/internal'
import { wasBuffered } from './buffered.js'

/**
 * Reads the rest of a body after an early answer, and closes the connection after one second if the client is still
 * sending. A body that has declared its size is read to its end, so that the answer reaches the client and its
 * connection goes on; of one without end, or a very large one, only 64 KiB are read.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { drainRequest } from '@signalr-events/node'
 * import { listen } from '@signalr-events/testing/mounts'
 *
 * const server = createServer((request, response) => {
 *   drainRequest(request)
 *   response.writeHead(401).end()
 * })
 * const { url, close } = await listen(server)
 * const { status } = await fetch(url, { method: 'POST', body: 'a'.repeat(1_000_000) })
 * console.log(status) // 401
 * await close()
 * ```
 */
export function drainRequest(request: IncomingMessage): void {
  if (!wasBuffered(request)) drainIncoming(request)
}
