import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fail, readSetting } from './settings.js'

/**
 * Listens on HOST and PORT from the environment, and shuts down gracefully on SIGTERM or SIGINT.
 *
 * @param finish ends what is under way, while the server still answers
 */
export function serve(server: Server, finish: () => Promise<void>): void {
  // Loopback by default: the page shows who your users are. A container sets HOST, see the Dockerfile.
  const host = readSetting('HOST') ?? '127.0.0.1'
  const port = readPort()
  server.once('error', (error: NodeJS.ErrnoException) => fail(explain(error, host, port)))
  server.listen(port, host, () => console.log(`listening on ${urlOf(server)}`))

  const stop = () => void close(server, finish)
  process.once('SIGTERM', stop).once('SIGINT', stop)
}

function readPort(): number {
  const text = readSetting('PORT') ?? '3000'
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  return fail(`PORT must be a whole number from 0 to 65535, not '${text}'`)
}

/** Why the server cannot listen, and what to do. */
function explain({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `port ${port} is in use: set PORT to another, or stop the other program`
  if (code === 'EACCES') return `port ${port} needs permissions: set PORT to another, such as 3000`
  return `cannot listen on HOST ${host}: ${message}`
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
