import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import functions from '@azure/functions'
import { signalrEvents } from '@signalr-events/azure-functions'
import { announce } from '../../../scripts/servers/announce.mjs'
import { received, subject } from '../../../scripts/servers/subject.mjs'

// The functions of an app, with as much of the host around them as is needed to call them.

const { HttpRequest, InvocationContext } = functions
const [guarded, open] = [signalrEvents(subject.guarded), signalrEvents(subject.open)]

const routes = {
  '/guarded': guarded,
  '/echo': async (request) =>
    request.method === 'POST' ? { body: await request.text() } : open(request, new InvocationContext()),
  '/received': async () => ({ body: received() }),
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost')
  const { method, headers } = request
  const bytes = await buffer(request)
  const handle = routes[url.pathname] ?? open
  const answer = await handle(
    new HttpRequest({ method, url: url.href, headers, body: { bytes } }),
    new InvocationContext(),
  )
  response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? '')
})
server.listen(0, '127.0.0.1', () => announce(server.address().port))
