import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createWebhook, signalrEvents } from '@signalr-events/fastify'
import { eventGrid } from '@signalr-events/testing'
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyServerOptions } from 'fastify'
import Fastify4 from 'fastify4'
import { describe, expect, it, onTestFinished } from 'vitest'

/** What `fastify-plugin` does. */
const fastifyPlugin = (plugin: FastifyPluginAsync): FastifyPluginAsync =>
  Object.assign(async (...args: Parameters<FastifyPluginAsync>) => plugin.apply(args[0], args), {
    [Symbol.for('skip-override')]: true,
  })

// Mount paths, bodies that were read before, and limits of headers.

type Prepare = (app: FastifyInstance) => unknown

describe.each(Object.entries({ 'Fastify 5': Fastify, 'Fastify 4': Fastify4 as unknown as typeof Fastify }))(
  '%s',
  (_, create) => {
    async function start(prepare: Prepare, options: FastifyServerOptions = {}): Promise<string> {
      const app = create(options) as FastifyInstance
      await prepare(app)
      const url = await app.listen({ port: 0, host: '127.0.0.1' })
      onTestFinished(async () => {
        app.server.closeAllConnections()
        await app.close()
      })
      return url
    }

    function deliver(url: string, more: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
      const { headers, body } = eventGrid.connected()
      return new Promise((resolve, reject) => {
        const sent = request(url, { method: 'POST', headers: { ...headers, ...more } })
        sent.once('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
        sent.end(body)
      })
    }

    it.each<[string, (path: string) => Prepare]>([
      [
        'a separate prefix',
        (path) => (app) => app.register(signalrEvents({}, { path, onError() {} }), { prefix: '/hooks' }),
      ],
      [
        'a scope with a prefix',
        (path) => (app) =>
          app.register(
            async (scope) => {
              scope.register(signalrEvents({}, { path, onError() {} }))
              // Hooks of a scope run for its own routes only.
              scope.setNotFoundHandler((_request, reply) => void reply.code(404).send())
            },
            { prefix: '/hooks' },
          ),
      ],
    ])('under %s, `path` is the whole path', async (_name, mount) => {
      const statuses = []
      for (const path of ['/hooks/events', '/events'])
        statuses.push(await deliver(`${await start(mount(path))}/hooks/events`))
      expect(statuses).toEqual([200, 404])
    })

    it('in a plugin that is wrapped, sees requests that match no route, and in another one it does not', async () => {
      const plugin = async (app: FastifyInstance) => {
        app.register(signalrEvents({}, { path: '/events' }))
      }
      const statuses = []
      for (const wrapped of [fastifyPlugin(plugin), plugin])
        statuses.push(await deliver(`${await start((app) => app.register(wrapped))}/events`))
      expect(statuses).toEqual([200, 404])
    })

    it.each([
      ['whose length is declared', {}],
      ['in chunks', { 'transfer-encoding': 'chunked' }],
    ])('a body %s that was read before is answered 500', async (_name, framing) => {
      const codes: string[] = []
      const url = await start((app) => {
        app.addHook('onRequest', async ({ raw }) => void (await buffer(raw)))
        app.register(signalrEvents(createWebhook({}, { onError: ({ code }) => codes.push(code) })))
      })
      expect([await deliver(url, framing), codes]).toEqual([500, ['BODY_CONSUMED']])
    })

    it('ten delivery properties of 4,096 bytes get 431, and with maxHeaderSize 200', async () => {
      const properties = Object.fromEntries(
        Array.from({ length: 10 }, (_, i) => [`x-property-${i}`, 'x'.repeat(4096)]),
      )
      const statuses = []
      const large: FastifyServerOptions = { http: { maxHeaderSize: 64 * 1024 } } as FastifyServerOptions
      for (const options of [{}, large])
        statuses.push(
          await deliver(await start((app) => app.register(signalrEvents({})), options), properties),
        )
      expect(statuses).toEqual([431, 200])
    })
  },
)
