import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWebhook, type Middleware } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createWebhook as createWebhookWithOtel } from '@signalr-events/otel'
import { createPresence } from '@signalr-events/presence'
import { redisStore } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { candidates, dispatchAll, toHandlers } from '../candidates.js'
import { readCpu, readTask, serve } from '../child.js'
import { frameworks, type Mount, path } from '../frameworks.js'
import { createRedisClient, setKeys } from '../redis.js'

// A server with one route. Sends its port, then answers what it has used.

/** The task of this process. Routes on Redis need its port. */
export type ServerTask = { readonly framework: string; readonly route: string; readonly redis?: number }

/** What the server has used so far: CPU time in microseconds, and handled events. */
export type Usage = { readonly cpu: number; readonly handled: number }

const { framework, route, redis = 0 } = readTask<ServerTask>()
const client = createRedisClient(redis)
if (redis > 0) await client.connect()
let handled = 0
const handle = () => void handled++

const handlers = toHandlers(handle)
const asyncHandlers = toHandlers(async () => handle())
const withMiddleware = (...use: Middleware[]) => mount(createWebhook(handlers, { path, use }))
const dedupeOnRedis = () => dedupe({ store: redisStore(client) })
const presenceOnRedis = () => createPresence({ store: redisPresence(client) }).middleware

const mount = frameworks[framework] as Mount
const routes = {
  'signalr-events': () => withMiddleware(),
  'async handlers': () => mount(createWebhook(asyncHandlers, { path })),
  // No SDK is registered: what it costs if nothing is exported.
  otel: () => mount(createWebhookWithOtel(handlers, { path })),
  'dedupe in memory': () => withMiddleware(dedupe({ store: memoryStore() })),
  'dedupe on Redis': () => withMiddleware(dedupeOnRedis()),
  'presence on Redis': () => withMiddleware(presenceOnRedis()),
  'presence and dedupe on Redis': () => withMiddleware(presenceOnRedis(), dedupeOnRedis()),
  'hand-written': () => mount((text) => dispatchAll(JSON.parse(text), handle)),
  '@azure/eventgrid': async () => mount(await candidates['@azure/eventgrid'](handle)),
  // On Express only, behind its usual parser of bodies.
  async 'hand-written, parser'() {
    const { default: express } = await import('express')
    const parser = express.json({ limit: '4mb', type: '*/*' })
    return express().post(path, parser, ({ body }, response) => {
      dispatchAll(body, handle)
      response.end()
    })
  },
} satisfies Record<string, () => Promise<RequestListener>>
const server = createServer(await routes[route as keyof typeof routes]())
server.keepAliveTimeout = 0
server.listen(0, '127.0.0.1')
await once(server, 'listening')

// A number is how many keys to set on a plain socket, for comparison.
serve((server.address() as AddressInfo).port, (keys: number | 'usage') =>
  keys === 'usage' ? ({ cpu: readCpu(), handled } satisfies Usage) : setKeys(redis, keys),
)
