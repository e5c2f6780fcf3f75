import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { signalrEvents } from '@signalr-events/node'
import { announce } from '../../../scripts/servers/announce.mjs'
import { received, subject } from '../../../scripts/servers/subject.mjs'

const [guarded, open] = [signalrEvents(subject.guarded), signalrEvents(subject.open)]

const server = createServer(async (request, response) => {
  if (guarded(request, response) || open(request, response)) return
  if (request.method === 'POST' && request.url === '/echo') response.end(await text(request))
  else if (request.url === '/received') response.end(received())
  else response.writeHead(404).end()
})

server.listen(0, '127.0.0.1', () => announce(server.address().port))
