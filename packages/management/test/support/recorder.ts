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
 * The answer: `hang` for no answer, `cut` to close the socket, `cut-body` to close it in the middle of the body,
 * `endless` for a body that never ends.
 */
export type Reply =
  | 'hang'
  | 'cut'
  | 'cut-body'
  | 'endless'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }

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
    if (reply === 'cut-body') {
      response.writeHead(200, { 'content-length': 1_000 })
      return void response.write('{"value":[', () => request.socket.destroy())
    }
    if (reply === 'endless') {
      const chunk = Buffer.alloc(64 * 1024, ' ')
      const write = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', write).writeHead(200)
      return write()
    }
    response.writeHead(reply.status, { connection: 'close', ...reply.headers })
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body))
  })
  return { url, requests }
}
