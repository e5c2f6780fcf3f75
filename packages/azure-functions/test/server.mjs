import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import functions from '@azure/functions'
import { signalrEvents } from '@signalr-events/azure-functions'
import { announce } from '../../../scripts/servers/announce.mjs'
import { received, subject } from '../../../scripts/servers/subject.mjs'

// The functions of an app, with the part of the host that is needed to call them.

const { HttpRequest, InvocationContext } = functions
const [guarded, open] = [signalrEvents(subject.guarded), signalrEvents(subject.open)]

const routes = {
  '/guarded': guarded,
  '/echo': async (request) =>
    request.method === 'POST' ? { body: await request.text() } : open(request, new InvocationContext()),
  '/received': async () => ({ body: received() }),
}

/** A request as the worker makes it with HTTP streams. @param {import('node:http').IncomingMessage} request */
function toHttpRequest(request) {
  const { method, headers, url } = request
  const body = ['GET', 'HEAD'].includes(method) ? undefined : Readable.toWeb(request)
  const nativeRequest = new Request(`http://localhost${url}`, { method, headers, body, duplex: 'half' })
  return new HttpRequest({ nativeRequest })
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const handle = routes[pathname] ?? open
  const answer = await handle(toHttpRequest(request), new InvocationContext())
  response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? '')
})
server.listen(0, '127.0.0.1', () => announce(server.address().port))
