import { connect, createServer, type Socket } from 'node:net'
import { listenTcp } from '../../../../test/support/servers.js'

/** A TCP proxy in front of Redis. */
export interface Relay {
  readonly url: string
  /** Closes all connections. */
  cut(): void
  close(): Promise<void>
}

/**
 * Starts a TCP proxy on a free loopback port.
 *
 * @param toPort returns the port for a new connection, or `undefined` to refuse it
 * @param forward connects both sockets
 */
export async function startRelay(
  toPort: () => number | undefined,
  forward: (socket: Socket, upstream: Socket) => void,
): Promise<Relay> {
  const sockets = new Set<Socket>()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    const target = toPort()
    if (target === undefined) return void socket.destroy()
    const upstream = connect(target, '127.0.0.1')
    for (const end of [socket, upstream]) sockets.add(end.on('error', () => end.destroy()))
    forward(socket, upstream)
  })
  const { port, close } = await listenTcp(server)
  const closeAll = () => {
    cut()
    return close()
  }
  return { url: `redis://127.0.0.1:${port}`, cut, close: closeAll }
}
