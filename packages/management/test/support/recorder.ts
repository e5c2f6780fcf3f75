import type { IncomingHttpHeaders } from 'node:http'
import { startServer } from '../../../../test/support/servers.js'

/** A request as it was on the wire. */
export interface Recorded {
  readonly method: string
  /** With query, as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/**
 * The answer: `hang` for no answer, `cut` to close the socket, `endless` for a body that never ends. With `rest`, the
 * socket is closed in the middle of the body, or the rest of the body does not arrive.
 */
export type Reply = 'hang' | 'cut' | 'endless' | Answer

interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
  readonly rest?: 'cut' | 'hang'
}

export interface Recorder {
  /** On loopback. */
  readonly url: string
  readonly requests: Recorded[]
}

/** Starts a server on a free port that records requests and gives the replies in turn; the last one stays. */
export async function record(...replies: readonly [Reply, ...Reply[]]): Promise<Recorder> {
  const queue: Reply[] = [...replies]
  const requests: Recorded[] = []
  const url = await startServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    requests.push({ method, url: path, headers, body })
    const reply = (queue.length > 1 ? queue.shift() : queue[0]) ?? 'cut'
    if (reply === 'hang') return
    if (reply === 'cut') return void request.socket.destroy()
    if (reply === 'endless') {
      const chunk = Buffer.alloc(64 * 1024, ' ')
      const write = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', write).writeHead(200)
      return write()
    }
    if (reply.rest !== undefined) {
      response.writeHead(reply.status, { 'content-length': 1_000, ...reply.headers })
      return void response.write('{"value":[', () => reply.rest === 'cut' && request.socket.destroy())
    }
    response.writeHead(reply.status, { connection: 'close', ...reply.headers })
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body))
  })
  return { url, requests }
}
