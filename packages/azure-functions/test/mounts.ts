import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { HttpHandler, HttpRequest, HttpResponseInit } from '@azure/functions'
import { signalrEvents, type Webhook } from '@signalr-events/azure-functions'
import { exceptions, listen, type Mount, type Running } from '../../../test/support/conformance.js'
import { createInvocation, toHttpRequest, toStreamRequest } from './functions.js'

/** How the host passes a request to the function. */
type ToRequest = (request: IncomingMessage, url: string) => Promise<HttpRequest>

const method = ({ method = 'GET' }: IncomingMessage) => method
const hasBody = (request: IncomingMessage) => !['GET', 'HEAD'].includes(method(request))

function toHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** The host reads the body, and passes it on if its length was declared. */
const buffered: ToRequest = async (request, url) => {
  const bytes = await buffer(request)
  const declared = Number(request.headers['content-length']) > 0
  const body = declared && hasBody(request) ? { body: { bytes } } : {}
  return toHttpRequest({ method: method(request), url, headers: toHeaders(request), ...body })
}

/** The body as a stream. The host discards what the function does not read. */
function toStream(request: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      const fail = () => request.readableEnded || controller.error(new Error('the client has disconnected'))
      request.on('data', (chunk: Buffer) => controller.enqueue(new Uint8Array(chunk)))
      request.once('end', () => controller.close()).once('close', fail)
    },
  })
}

/** The worker passes the stream on, as with `enableHttpStream`. */
const streaming: ToRequest = async (request, url) => {
  const init = { method: method(request), headers: toHeaders(request), duplex: 'half' }
  const body = hasBody(request) ? { body: toStream(request) } : {}
  return toStreamRequest(new Request(url, { ...init, ...body } as RequestInit))
}

const echo: HttpHandler = async (request) => ({ body: await request.text() })

/** The functions of an app: the first webhook has a route; the last one has all other routes except the echo. */
function route(webhooks: readonly Webhook[], base: string): (path: string, method: string) => HttpHandler {
  const handlers = webhooks.map((webhook) => signalrEvents(webhook))
  const [first = echo, last = first] = handlers
  return (path, method) => {
    if (path === `${base}/echo` && method === 'POST') return echo
    return path === `${base}/guarded` ? first : last
  }
}

function answer(response: ServerResponse, { status = 200, headers, body }: HttpResponseInit): void {
  response.writeHead(status, headers as Record<string, string>)
  response.end(body ?? '')
}

function start(toRequest: ToRequest, base = '', front?: HttpHandler) {
  return (webhooks: readonly Webhook[]): Promise<Running> => {
    const find = route(webhooks, base)
    return listen(
      createServer(async (request, response) => {
        try {
          const url = request.url?.startsWith('/') ? `http://localhost${request.url}` : String(request.url)
          const received = await toRequest(request, url)
          const invocation = createInvocation()
          const answered = await front?.(received, invocation)
          const handler = find(new URL(url).pathname, method(request))
          answer(response, (answered ?? (await handler(received, invocation))) as HttpResponseInit)
        } catch {
          response.destroy()
        }
      }),
    )
  }
}

/** As the CORS settings of a Functions app: the host answers every OPTIONS. */
const cors: HttpHandler = async ({ method }) =>
  method === 'OPTIONS' ? { status: 204 } : (undefined as never)

export const mounts: readonly Mount[] = [
  { name: 'Azure Functions, HTTP streams', start: start(streaming) },
  { name: 'Azure Functions, buffered', start: start(buffered) },
  { name: 'Azure Functions, below /api', base: '/api', start: start(buffered, '/api') },
  { name: 'Azure Functions, CORS of the host', start: start(streaming, '', cors), cannot: exceptions.cors },
]

const discard: HttpHandler = async (request) => {
  await request.text()
  return undefined as never
}

export const consumed: Mount = {
  name: 'Azure Functions, the body read in front',
  start: start(streaming, '', discard),
}
