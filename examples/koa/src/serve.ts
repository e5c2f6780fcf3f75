import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Listens on HOST and PORT from the environment, and shuts down gracefully on SIGTERM or SIGINT.
 *
 * @param finish ends what is under way, while the server still answers
 */
export function serve(server: Server, finish: () => Promise<void>): void {
  // Loopback by default: the page shows who your users are. A container sets HOST, see the Dockerfile.
  const host = process.env['HOST'] || '127.0.0.1'
  const port = Number(process.env['PORT'] || 3000)
  server.listen(port, host, () => console.log(`listening on ${urlOf(server)}`))

  const stop = () => void close(server, finish)
  process.once('SIGTERM', stop).once('SIGINT', stop)
}

async function close(server: Server, finish: () => Promise<void>): Promise<void> {
  await finish()
  server.close()
  // Connections that are still open by then would keep the process alive. The timer itself does not.
  setTimeout(() => server.closeAllConnections(), 1_000).unref()
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
