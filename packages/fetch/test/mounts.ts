import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents, toRoute, type Webhook } from '@signalr-events/fetch'
import { exceptions, listen, type Mount } from '../../../test/support/conformance.js'

type Fetch = (request: Request) => Promise<Response>

const serveFetch = (fetch: Fetch) => listen(createAdaptorServer({ fetch }) as Server)
const notFound = () => new Response(null, { status: 404 })

/** The app behind the webhooks. */
const echo: Fetch = async (request) =>
  request.method === 'POST' && new URL(request.url).pathname === '/echo'
    ? new Response(await request.text())
    : notFound()

function createServer(webhooks: readonly Webhook[]): Fetch {
  const handlers = webhooks.map((webhook) => signalrEvents(webhook))
  return async (request) => {
    for (const handle of handlers) {
      const response = await handle(request, request)
      if (response !== undefined) return response
    }
    return echo(request)
  }
}

/** As file-based routes: the first webhook has a file, the second has all other routes except `/echo`. */
function createRoutes([guarded, open]: readonly Webhook[]): Fetch {
  if (guarded === undefined || open === undefined) throw new Error('two webhooks have routes')
  const [file, rest] = [toRoute(guarded), toRoute(open)]
  return (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/echo') return echo(request)
    const route = pathname === '/guarded' ? file : rest
    return route[request.method as keyof typeof route](request)
  }
}

/** CORS middleware in front, which answers every OPTIONS. */
const withCors =
  (next: Fetch): Fetch =>
  async (request) =>
    request.method === 'OPTIONS' ? new Response(null, { status: 204 }) : next(request)

export const mounts: readonly Mount[] = [
  { name: 'fetch', start: (webhooks) => serveFetch(createServer(webhooks)) },
  { name: 'fetch, toRoute', start: (webhooks) => serveFetch(createRoutes(webhooks)) },
  {
    name: 'fetch, CORS in front',
    start: (webhooks) => serveFetch(withCors(createServer(webhooks))),
    cannot: exceptions.cors,
  },
]

export const consumed: Mount = {
  name: 'fetch, the body read in front',
  start(webhooks) {
    const fetch = createServer(webhooks)
    return serveFetch((request) => request.text().then(() => fetch(request)))
  },
}
