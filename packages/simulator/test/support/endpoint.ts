import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request, as it came. */
export interface Got {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Names as written, and values, alternating. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** A server that records what comes, and answers handshakes unless told otherwise. */
export interface Endpoint {
  readonly url: string
  readonly got: readonly Got[]
  /** The deliveries among it. */
  deliveries(): Got[]
}

/** What to answer: a status, or anything else by hand. `undefined` leaves it to the endpoint. */
type Answer = (got: Got, response: ServerResponse) => number | 'handled' | undefined

/** Starts an endpoint that ends with the test. */
export async function startEndpoint(answer: Answer = () => undefined): Promise<Endpoint> {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('error', () => {})
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request
      const one = { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString() }
      got.push(one)
      const status = answer(one, response) ?? handshake(one, response)
      if (status !== 'handled') response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/events`,
    got,
    deliveries: () => got.filter(isDelivery),
  }
}

/** An answer to deliveries alone. */
export function forDeliveries(answer: Answer): Answer {
  return (got, response) => (isDelivery(got) ? answer(got, response) : undefined)
}

function isDelivery({ headers }: Got): boolean {
  return headers['aeg-event-type'] === 'Notification'
}

/** A handshake is answered as it should be; all else with 200. */
export function handshake({ method, headers, body }: Got, response: ServerResponse): 200 | 'handled' {
  if (method === 'OPTIONS') {
    response.writeHead(200, { 'webhook-allowed-origin': headers['webhook-request-origin'] }).end()
    return 'handled'
  }
  if (headers['aeg-event-type'] !== 'SubscriptionValidation') return 200
  const [{ data }] = JSON.parse(body)
  response.writeHead(200).end(JSON.stringify({ validationResponse: data.validationCode }))
  return 'handled'
}
