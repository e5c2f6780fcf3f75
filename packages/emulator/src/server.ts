import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { handleClient, isClientPath } from './client.js'
import type { Context } from './context.js'
import { isHostAllowed } from './host.js'
import { replyText } from './reply.js'
import { handleRest, isRestPath } from './rest/handle.js'
import { createWebSockets, refuseUpgrade, upgrade } from './transport/websocket.js'
import { type RequestUrl, readUrl } from './url.js'

/** An HTTP server with WebSockets. */
export interface Server {
  readonly port: number
  /** Takes no more connections; those that are left after `graceMs` are cut. */
  close(graceMs: number): Promise<void>
}

/** Listens. @throws if the port or the address is not available */
export async function startServer(context: Context, port: number): Promise<Server> {
  const sockets = createWebSockets()
  const server = createServer((request, response) => {
    void handle(context, request, response).catch((error: unknown) => fail(context, request, response, error))
  })
  // Sockets that were upgraded are no longer the server's to close.
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    // Whoever asks may be gone before it is answered.
    socket.on('error', () => {})
    socket.once('close', () => upgraded.delete(socket))
    upgraded.add(socket)
    void handleUpgrade(request, socket, head).catch(() => refuseUpgrade(socket, 500))
  })

  async function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = readUrl(request.url ?? '')
    if (url === undefined) return refuseUpgrade(socket, 400)
    if (!isHostAllowed(request.headers.host, context.settings)) {
      warnOfHost(context, request)
      return refuseUpgrade(socket, 403)
    }
    await upgrade(context, sockets, request, socket, head, url)
  }

  server.listen(port, context.settings.host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const idle = setInterval(() => server.closeIdleConnections(), 10)
      const cut = setTimeout(() => {
        server.closeAllConnections()
        for (const socket of upgraded) socket.destroy()
      }, graceMs)
      await closed
      clearInterval(idle)
      clearTimeout(cut)
    },
  }
}

async function handle(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = readUrl(request.url ?? '')
  if (url === undefined) return replyText(response, 400, 'The percent-encoding of the URL is malformed.')
  if (!isHostAllowed(request.headers.host, context.settings)) {
    warnOfHost(context, request)
    return replyText(response, 403, 'The service answers on this machine only.')
  }
  await route(context, request, response, url)
}

async function route(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  url: RequestUrl,
): Promise<void> {
  if (isClientPath(url)) await handleClient(context, request, response, url)
  else if (isRestPath(url)) await handleRest(context, request, response, url)
  else replyText(response, 404, 'No such path.')
}

function warnOfHost({ settings }: Context, { headers }: IncomingMessage): void {
  const host = JSON.stringify(headers.host)
  settings.warn('host-refused', `A request with host ${host} was refused; 'publicUrl' allows one more name`)
}

function fail(
  { settings }: Context,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  // A client that goes away in the middle of its body is no failure of the service.
  if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET')
    settings.warn('internal-error', `${request.method} failed: ${error}`)
  if (response.headersSent) response.destroy()
  else replyText(response, 500, 'The service failed.')
}
