import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { listen } from '@signalr-events/testing/mounts'
import { onTestFinished } from 'vitest'

/** Serves HTTP on a free loopback port until the test ends. Returns the URL. */
export async function startServer(listener: RequestListener): Promise<string> {
  const { url, close } = await listen(createServer(listener))
  onTestFinished(close)
  return url
}

/** Lets a TCP or TLS server listen on a free loopback port. `close` ends its connections. */
export async function listenTcp(server: Server): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Lets a TCP server listen on a free loopback port until the test ends. Returns the port. */
export async function startTcp(server: Server): Promise<number> {
  const { port, close } = await listenTcp(server)
  onTestFinished(close)
  return port
}
