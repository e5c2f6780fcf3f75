import type { IncomingMessage } from 'node:http'
import { drainIncoming } from '@signalr-events/internal'

/**
 * Reads the rest of a body after an early answer, and closes the connection after one second if the client is still
 * sending. A body that has declared its size is read to its end, so that the answer reaches the client and its
 * connection goes on; of one without end, or a very large one, only 64 KiB are read.
 */
export function drainRequest(request: IncomingMessage): void {
  drainIncoming(request)
}
