import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The server behind validation URLs. It listens on 127.0.0.1 only. */
export interface ValidationServer {
  /** Returns the URL that validates a subscription manually. */
  toUrl(subscription: string, code: string): string
  close(): Promise<void>
}

/**
 * Starts the server for manual validations.
 *
 * @param approve validates the subscription that waits for a code, and returns whether there is one
 */
export async function startValidationServer(approve: (code: string) => boolean): Promise<ValidationServer> {
  const server = createServer((request, response) => {
    const query = new URLSearchParams(request.url?.split('?')[1])
    const approved = /^(GET|POST)$/.test(request.method ?? '') && approve(query.get('id') ?? '')
    response.writeHead(approved ? 200 : 404, { 'content-type': 'text/plain', connection: 'close' })
    response.end(approved ? 'The subscription is validated.\n' : 'No subscription waits for this.\n')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    toUrl: (name, code) =>
      `http://127.0.0.1:${port}/eventsubscriptions/${encodeURIComponent(name)}/validate?id=${code}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
