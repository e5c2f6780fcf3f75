import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Certificate } from '../../../../test/support/certificate.js'
import type { Running } from '../../../../test/support/conformance.js'

/** A server that speaks TCP alone. */
export function serveTcp(listener: (socket: Socket) => void, scheme = 'http'): Promise<Running> {
  return listen(createServer(listener), scheme)
}

/** A server that speaks HTTP over TLS. */
export function serveTls(certificate: Certificate, listener: RequestListener): Promise<Running> {
  return listen(createTlsServer(certificate, listener), 'https')
}

async function listen(server: Server, scheme: string): Promise<Running> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
