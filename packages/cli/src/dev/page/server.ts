import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PageContext } from './context.js'
import { sendFile } from './files.js'
import { findRefusal } from './guard.js'
import { PageError } from './page-error.js'
import { routes } from './routes.js'

/** A page that is served. */
export interface Page {
  readonly url: string
  close(): Promise<void>
}

/** Serves the page. It has a separate port, so that it stays while the service restarts. */
export async function startPage(context: PageContext, port: number): Promise<Page> {
  const server = createServer((request, response) => {
    handle(context, request, response).catch((error: unknown) => fail(response, error))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function handle(
  context: PageContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Compared as it is: `URL` would normalize it, and throw for some.
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  const isControl = path.startsWith('/local/')
  const refusal = findRefusal(request, isControl)
  if (refusal !== undefined) throw new PageError(403, refusal)
  if (!isControl) return sendFile(context, request, response, path)
  const route = routes[`${request.method} ${path}`]
  if (route === undefined) throw new PageError(404, 'No such path.')
  await route(context, request, response, new URLSearchParams(query))
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy()
  const status = error instanceof PageError ? error.status : 500
  const message = error instanceof PageError ? error.message : 'The page failed.'
  // What is left of a body is not read.
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    .end(message)
}
