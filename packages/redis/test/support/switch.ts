import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** One address for servers that replace each other, as with a service that fails over. */
export interface Switch {
  readonly url: string
  /** Closes all connections, and forwards new ones to another port, or to none. */
  to(port: number | undefined): void
  close(): void
}

export async function startSwitch(first: number): Promise<Switch> {
  let target: number | undefined = first
  const sockets = new Set<Socket>()
  const cut = () => {
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    if (target === undefined) return void socket.destroy()
    const upstream = connect(target, '127.0.0.1')
    for (const end of [socket, upstream]) sockets.add(end.on('error', () => end.destroy()))
    socket.pipe(upstream).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    to(port) {
      target = port
      cut()
    },
    close() {
      server.close()
      cut()
    },
  }
}
