import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createWebhook, type Middleware, type Webhook } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createWebhook as createWebhookWithOtel } from '@signalr-events/otel'
import { createPresence } from '@signalr-events/presence'
import { redisStore } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { candidates, dispatchAll, type Handle, type Take } from './candidates.js'
import type { RedisClient } from './redis.js'

export const path = '/events'

type Create<Subject> = (subject: Subject) => Server | Promise<Server>

/** How a route is written with a framework. */
interface Framework {
  readonly ours: Create<Webhook>
  /** Reads the body of its request itself. */
  readonly handWritten: Create<Take>
  /** Is behind the usual parser of bodies. */
  readonly parsed?: Create<(body: unknown) => void>
  readonly webPubSub?: Create<Handle>
}

// Each is loaded only if it is used, so that a server has nothing else in memory.
const frameworks: Readonly<Record<string, () => Promise<Framework>>> = {
  async express() {
    const { default: express } = await import('express')
    const { signalrEvents } = await import('@signalr-events/express')
    const { WebPubSubEventHandler } = await import('@azure/web-pubsub-express')
    return {
      ours: (webhook) => createServer(express().use(signalrEvents(webhook))),
      handWritten: (take) => createServer(express().post(path, listener(take))),
      parsed: (take) =>
        createServer(
          express().post(path, express.json({ limit: '4mb', type: '*/*' }), ({ body }, response) => {
            take(body)
            response.end()
          }),
        ),
      webPubSub(handle) {
        const onConnected = ({ context }: { context: { connectionId: string } }) =>
          void handle(context.connectionId)
        const events = new WebPubSubEventHandler('chat', { path, onConnected })
        return createServer(express().use(events.getMiddleware() as ReturnType<typeof signalrEvents>))
      },
    }
  },
  async koa() {
    const { default: Koa } = await import('koa')
    const { signalrEvents } = await import('@signalr-events/koa')
    const serve = (middleware: ReturnType<typeof signalrEvents>) =>
      createServer(new Koa().use(middleware).callback())
    return {
      ours: (webhook) => serve(signalrEvents(webhook)),
      handWritten: (take) =>
        serve(async (ctx, next) => {
          if (ctx.path !== path) return next()
          take(await readText(ctx.req), {})
          ctx.status = 200
          ctx.body = ''
        }),
    }
  },
  async hono() {
    const { createAdaptorServer } = await import('@hono/node-server')
    const { Hono } = await import('hono')
    const { signalrEvents } = await import('@signalr-events/hono')
    return {
      ours: (webhook) => createAdaptorServer(new Hono().use(signalrEvents(webhook))) as Server,
      handWritten: (take) =>
        createAdaptorServer(
          new Hono().post(path, async (c) => {
            take(await c.req.text(), {})
            return c.body(null)
          }),
        ) as Server,
    }
  },
  async fastify() {
    const { default: createFastify } = await import('fastify')
    const { signalrEvents } = await import('@signalr-events/fastify')
    const app = createFastify()
    return {
      async ours(webhook) {
        await app.register(signalrEvents(webhook)).ready()
        return app.server
      },
      async handWritten(take) {
        app.removeAllContentTypeParsers()
        app.addContentTypeParser('*', (_request, _body, done) => done(null))
        app.post(path, async ({ raw }) => {
          take(await readText(raw), {})
          return ''
        })
        await app.ready()
        return app.server
      },
    }
  },
  async 'node:http'() {
    const { signalrEvents } = await import('@signalr-events/node')
    return {
      ours(webhook) {
        const events = signalrEvents(webhook)
        return createServer((request, response) => {
          if (!events(request, response)) response.writeHead(404).end()
        })
      },
      handWritten: (take) => createServer(listener(take)),
    }
  },
}

const listener =
  (take: Take): RequestListener =>
  async (request, response) => {
    const taken = take(await readText(request), request.headers as Record<string, string>)
    if (taken instanceof Promise) await taken
    response.end()
  }

/** Reads the body of a request as text in the cheapest way. */
function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    request.setEncoding('utf8').on('end', () => resolve(text))
    request.on('error', reject).on('data', (chunk: string) => {
      text += chunk
    })
  })
}

/** Routes by name. Each calls the handler for every event. */
const routes: Readonly<
  Record<
    string,
    (framework: Framework, handle: Handle, redis: RedisClient) => ReturnType<Create<Handle>> | undefined
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

function toHandlers(handle: Handle) {
  const call = ({ connectionId }: { readonly connectionId: string }) => handle(connectionId)
  return { connected: call, disconnected: call }
}

const create = (handle: Handle, ...use: Middleware[]) => createWebhook(toHandlers(handle), { path, use })
const onRedis = (redis: RedisClient) => dedupe({ store: redisStore(redis) })
const presence = (redis: RedisClient) => createPresence({ store: redisPresence(redis) }).middleware
const load = async (candidate: string, handle: Handle) =>
  (await candidates[candidate]?.(handle)) ?? (() => {})

/** Remembers as many ids as dedupe does by default. But an event whose handler fails is lost. */
function withSet(handle: Handle): Take {
  const seen = new Set<unknown>()
  const isNew = ({ id }: { id: unknown }) => {
    if (seen.has(id)) return false
    if (seen.size === 100_000) seen.clear()
    seen.add(id)
    return true
  }
  return (text) => dispatchAll((JSON.parse(text) as { id: unknown }[]).filter(isNew), handle)
}
