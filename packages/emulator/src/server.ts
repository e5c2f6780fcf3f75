import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { drainIncoming } from '@signalr-events/internal'
import type { WebSocketServer } from 'ws'
import { handleClient, isClientPath } from './client.js'
import type { Context } from './context.js'
import { isHostAllowed } from './host.js'
import { ignoreUpgrade, isWebSocket } from './other-upgrade.js'
import { replyText } from './reply.js'
import { handleRest, isRestPath } from './rest/handle.js'
import { trackSockets } from './sockets.js'
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
  const server = createServer((request, response) => {
    // What was answered without its body, such as a refusal, is not read on for long.
    response.once('finish', () => drainIncoming(request))
    void handle(context, request, response).catch((error: unknown) => fail(context, request, response, error))
  })
  const webSockets = createWebSockets()
  server.on('upgrade', (request, socket, head) => {
    if (!isWebSocket(request)) return ignoreUpgrade(server, request, socket, head)
    // A client that asks may be gone before it is answered.
    socket.on('error', () => {})
    void handleUpgrade(context, webSockets, request, socket, head).catch(() => refuseUpgrade(socket, 500))
  })
  const close = trackSockets(server)
  server.listen(port, context.settings.host)
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close }
}

async function handleUpgrade(
  context: Context,
  webSockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const url = readUrl(request.url ?? '')
  if (url === undefined) return refuseUpgrade(socket, 400)
  if (!isAllowed(context, request)) return refuseUpgrade(socket, 403)
  await upgrade(context, webSockets, request, socket, head, url)
}

async function handle(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = readUrl(request.url ?? '')
  if (url === undefined) return replyText(response, 400, 'The percent-encoding of the URL is malformed.')
  if (!isAllowed(context, request))
    return replyText(response, 403, 'The service answers on this machine only.')
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

function isAllowed({ settings }: Context, { headers }: IncomingMessage): boolean {
  if (isHostAllowed(headers.host, settings)) return true
  const host = JSON.stringify(headers.host)
  settings.warn('host-refused', `A request with host ${host} was refused; 'publicUrl' allows one more name`)
  return false
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
