import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'

/** A request as it was on the wire. */
export interface Recorded {
  readonly method: string
  /** With query, as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The answer: `hang` for none, `cut` to close the socket. */
export type Reply =
  | 'hang'
  | 'cut'
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
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    requests.push({ method, url, headers, body })
    const reply = (queue.length > 1 ? queue.shift() : queue[0]) ?? 'cut'
    if (reply === 'hang') return
    if (reply === 'cut') return void request.socket.destroy()
    response.writeHead(reply.status, { connection: 'close', ...reply.headers })
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, requests }
}
