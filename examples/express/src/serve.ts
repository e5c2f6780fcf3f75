import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Webhook } from '@signalr-events/core'

/** Listens on HOST and PORT from the environment, and stops in good order on SIGTERM or SIGINT. */
export function serve(server: Server, webhook: Pick<Webhook, 'close'>): void {
  // Loopback unless told otherwise: the page shows who your users are. In a container, set HOST=0.0.0.0.
  const { HOST = '127.0.0.1', PORT = '3000' } = process.env
  server.listen(Number(PORT), HOST, () => console.log(`listening on ${urlOf(server)}`))

  const stop = () => void close(server, webhook)
  process.once('SIGTERM', stop).once('SIGINT', stop)
}

/** The webhook first: running handlers end, and what arrives meanwhile gets 503, so Event Grid sends it again. */
async function close(server: Server, webhook: Pick<Webhook, 'close'>): Promise<void> {
  await webhook.close({ timeoutMs: 10_000 })
  server.close()
  // Whoever still hangs on by then would keep the process alive; the timer itself does not.
  setTimeout(() => server.closeAllConnections(), 1_000).unref()
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
