import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { startServer } from '../../../../test/support/servers.js'

/** A received request. */
export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Names as written, and values, alternating. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

/** A server that records requests and, by default, answers handshakes. */
export interface Endpoint {
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
  /** Returns the received deliveries. */
  deliveries(): ReceivedRequest[]
}

/** Answers a request: returns a status, or `'handled'` after writing the response. `undefined` is the default answer. */
type Answer = (request: ReceivedRequest, response: ServerResponse) => number | 'handled' | undefined

/** Starts an endpoint that ends with the test. */
export async function startEndpoint(answer: Answer = () => undefined): Promise<Endpoint> {
  const requests: ReceivedRequest[] = []
  const url = await startServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('error', () => {})
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request
      const one = { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString() }
      requests.push(one)
      const status = answer(one, response) ?? handshake(one, response)
      if (status !== 'handled') response.writeHead(status).end()
    })
  })
  return {
    url: `${url}/events`,
    requests,
    deliveries: () => requests.filter(isDelivery),
  }
}

/** An answer to deliveries only. */
export function forDeliveries(answer: Answer): Answer {
  return (request, response) => (isDelivery(request) ? answer(request, response) : undefined)
}

function isDelivery({ headers }: ReceivedRequest): boolean {
  return headers['aeg-event-type'] === 'Notification'
}

/** Answers a handshake correctly, and anything else with 200. */
export function handshake(
  { method, headers, body }: ReceivedRequest,
  response: ServerResponse,
): 200 | 'handled' {
  if (method === 'OPTIONS') {
    response.writeHead(200, { 'webhook-allowed-origin': headers['webhook-request-origin'] }).end()
    return 'handled'
  }
  if (headers['aeg-event-type'] !== 'SubscriptionValidation') return 200
  const [{ data }] = JSON.parse(body)
  response.writeHead(200).end(JSON.stringify({ validationResponse: data.validationCode }))
  return 'handled'
}
