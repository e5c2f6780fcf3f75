import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { authorize } from '../authorize.js'
import { isClientPath } from '../client.js'
import { type Connection, whenThawed } from '../connection.js'
import type { Context } from '../context.js'
import { isHubName } from '../names.js'
import { MAX_MESSAGE_BYTES } from '../protocol/messages.js'
import type { RequestUrl } from '../url.js'

/** How long a client may take to answer the closing of a WebSocket, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1000

const refusals: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
}

/** Refuses a request for a WebSocket, which has no response object yet. */
export function refuseUpgrade(socket: Duplex, status: number, headers: readonly string[] = []): void {
  const lines = [
    `HTTP/1.1 ${status} ${refusals[status]}`,
    'connection: close',
    'content-length: 0',
    ...headers,
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n`, () => socket.destroy())
}

export function createWebSockets(): WebSocketServer {
  const options = {
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    clientTracking: false,
  }
  // The types of ws do not know `closeTimeout` yet.
  return new WebSocketServer({ ...options, closeTimeout: CLOSE_TIMEOUT_MS } as typeof options)
}

/** Accepts a request for a WebSocket, which becomes the transport of its connection, or refuses it. */
export async function upgrade(
  context: Context,
  sockets: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  url: RequestUrl,
): Promise<void> {
  const { settings, registry } = context
  const { segments, query } = url
  const hub = query.get('hub') ?? ''
  if (!isClientPath(url) || segments.length > 1 || !settings.transports.includes('WebSockets'))
    return refuseUpgrade(socket, 404)
  if (!isHubName(hub)) return refuseUpgrade(socket, 400)
  const authorized = await authorize(context, request, url, { path: '/client/', hub: hub.toLowerCase() })
  if ('challenge' in authorized)
    return refuseUpgrade(socket, 401, [`www-authenticate: ${authorized.challenge}`])
  const id = query.get('id')
  const found = id === null ? undefined : registry.find(id)
  if (id !== null && found === undefined) return refuseUpgrade(socket, 404)
  if (found?.link !== undefined) return refuseUpgrade(socket, 409)
  // Without id it is a connection that skips negotiate.
  if (id === null && registry.connections.size >= settings.maxConnections) return refuseUpgrade(socket, 429)
  sockets.handleUpgrade(request, socket, head, (webSocket) =>
    attach(context, found ?? registry.create(hub, authorized.claims, 1), webSocket),
  )
}

/** 1000 normal, 1001 the page is left, 1005 without code. */
const isClean = (code: number): boolean => code === 1000 || code === 1001 || code === 1005

function attach({ lifecycle, receive }: Context, connection: Connection, socket: WebSocket): void {
  socket.on('message', (data) => receive(connection, data as Buffer))
  socket.on('close', (code) =>
    whenThawed(connection, () =>
      lifecycle.gone(connection, isClean(code) ? 'client-close' : 'transport-lost'),
    ),
  )
  socket.on('error', (error) => {
    // Errors with a code of `ws` are about what the client sent; others are about the network, and `close` follows.
    const { code } = error as NodeJS.ErrnoException
    if (code?.startsWith('WS_ERR_')) lifecycle.gone(connection, 'protocol-error')
  })
  lifecycle.attach(connection, {
    transport: 'WebSockets',
    send: (data) => socket.send(data),
    pending: () => socket.bufferedAmount,
    end: () => socket.close(1000),
    cut: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  })
}
