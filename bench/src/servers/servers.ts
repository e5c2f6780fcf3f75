import type { IncomingMessage, RequestListener, Server } from 'node:http'
import { createWebhook, type Middleware, type Webhook } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createWebhook as createWebhookWithOtel } from '@signalr-events/otel'
import { createPresence } from '@signalr-events/presence'
import { redisStore } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { candidates, dispatchAll, type Handle, type Take } from '../candidates.js'
import type { RedisClient } from '../redis.js'

/** How routes are written with a framework. Each answers POST of {@link path}. */
export interface Framework {
  /** Our middleware. */
  ours(webhook: Webhook): Server | Promise<Server>
  /** A route that reads the body of its request itself. */
  handWritten(take: Take): Server | Promise<Server>
  /** A route behind the usual parser of bodies. */
  parsed?(take: (body: unknown) => void): Server | Promise<Server>
  /** The middleware of `@azure/web-pubsub-express`. */
  webPubSub?(handle: Handle): Server
}

export const path = '/events'
/** More than any delivery. */
export const limit = '4mb'

/** Routes by name. Each calls the handler for every event. `redis` is there for routes that need it. */
const routes: Readonly<
  Record<
    string,
    (framework: Framework, handle: Handle, redis: RedisClient) => Server | Promise<Server> | undefined
  >
> = {
  'signalr-events': ({ ours }, handle) => ours(create(handle)),
  'async handlers': ({ ours }, handle) => ours(create(async (id) => handle(id))),
  // No SDK is registered: what it costs if nothing is exported.
  otel: ({ ours }, handle) => ours(createWebhookWithOtel(toHandlers(handle), { path })),
  'dedupe in memory': ({ ours }, handle) => ours(create(handle, dedupe({ store: memoryStore() }))),
  'dedupe on Redis': ({ ours }, handle, redis) => ours(create(handle, onRedis(redis))),
  'presence on Redis': ({ ours }, handle, redis) => ours(create(handle, presence(redis))),
  'presence and dedupe on Redis': ({ ours }, handle, redis) =>
    ours(create(handle, presence(redis), onRedis(redis))),
  'hand-written': ({ handWritten }, handle) => handWritten((text) => dispatchAll(JSON.parse(text), handle)),
  'hand-written, Set': ({ handWritten }, handle) => handWritten(withSet(handle)),
  'hand-written, parser': ({ parsed }, handle) => parsed?.((body) => dispatchAll(body, handle)),
  '@azure/eventgrid': async ({ handWritten }, handle) => handWritten(await load('@azure/eventgrid', handle)),
  cloudevents: async ({ handWritten }, handle) => handWritten(await load('cloudevents', handle)),
  '@azure/web-pubsub-express': ({ webPubSub }, handle) => webPubSub?.(handle),
}

/** @throws {RangeError} if the framework has no such route */
export async function createRoute(
  name: string,
  on: string,
  handle: Handle,
  redis: RedisClient,
): Promise<Server> {
  const framework = await frameworks[on]?.()
  const server = framework && (await routes[name]?.(framework, handle, redis))
  if (server === undefined) throw new RangeError(`${on} has no route '${name}'`)
  return server
}

// Each framework is loaded only if it is used, so that a server has nothing else in memory.
const frameworks: Readonly<Record<string, () => Promise<Framework>>> = {
  express: async () => (await import('./express.js')).framework,
  koa: async () => (await import('./koa.js')).framework,
  hono: async () => (await import('./hono.js')).framework,
  fastify: async () => (await import('./fastify.js')).framework,
  'node:http': async () => (await import('./node.js')).framework,
}

function toHandlers(handle: Handle) {
  const call = ({ connectionId }: { readonly connectionId: string }) => handle(connectionId)
  return { connected: call, disconnected: call }
}

function create(handle: Handle, ...use: Middleware[]): Webhook {
  return createWebhook(toHandlers(handle), { path, use })
}

const onRedis = (redis: RedisClient) => dedupe({ store: redisStore(redis) })
const presence = (redis: RedisClient) => createPresence({ store: redisPresence(redis) }).middleware

async function load(candidate: string, handle: Handle): Promise<Take> {
  return (await candidates[candidate]?.(handle)) ?? (() => {})
}

/** Remembers ids as dedupe does by default, so many. But an event whose handler fails is lost. */
function withSet(handle: Handle): Take {
  const seen = new Set<unknown>()
  return (text) => {
    const isNew = ({ id }: { id: unknown }) => {
      if (seen.has(id)) return false
      if (seen.size === 100_000) seen.clear()
      seen.add(id)
      return true
    }
    dispatchAll((JSON.parse(text) as { id: unknown }[]).filter(isNew), handle)
  }
}

/** Answers with nothing, as soon as a promise of the candidate is fulfilled. */
export const listener =
  (take: Take): RequestListener =>
  async (request, response) => {
    const taken = take(await readText(request), request.headers as Record<string, string>)
    if (taken instanceof Promise) await taken
    response.end()
  }

/** Reads the body of a request as text in the cheapest way. */
export function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => resolve(text))
    request.on('error', reject)
  })
}
