import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The server behind validation URLs, on this machine only. */
export interface Callbacks {
  /** The URL by which a subscription is validated by hand. */
  urlOf(subscription: string, code: string): string
  close(): Promise<void>
}

/**
 * Listens for validations by hand.
 *
 * @param approve whether a subscription waits for this code
 */
export async function openCallbacks(approve: (code: string) => boolean): Promise<Callbacks> {
  const server = createServer((request, response) => {
    const query = new URLSearchParams(request.url?.split('?')[1])
    const approved = /^(GET|POST)$/.test(request.method ?? '') && approve(query.get('id') ?? '')
    response.writeHead(approved ? 200 : 404, { 'content-type': 'text/plain', connection: 'close' })
    response.end(approved ? 'The subscription is validated.\n' : 'No subscription waits for this.\n')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    urlOf: (name, code) =>
      `http://127.0.0.1:${port}/eventsubscriptions/${encodeURIComponent(name)}/validate?id=${code}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
