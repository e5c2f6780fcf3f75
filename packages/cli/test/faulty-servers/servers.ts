import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import type { Certificate } from '../../../../test/support/certificate.js'
import type { Running } from '../../../../test/support/conformance.js'
import { listenTcp } from '../../../../test/support/servers.js'

/** A server that speaks TCP alone. */
export function serveTcp(listener: (socket: Socket) => void, scheme = 'http'): Promise<Running> {
  return listen(createServer(listener), scheme)
}

/** A server that speaks HTTP over TLS. */
export function serveTls(certificate: Certificate, listener: RequestListener): Promise<Running> {
  return listen(createTlsServer(certificate, listener), 'https')
}

async function listen(server: Server, scheme: string): Promise<Running> {
  const { port, close } = await listenTcp(server)
  return { url: `${scheme}://127.0.0.1:${port}`, close }
}
