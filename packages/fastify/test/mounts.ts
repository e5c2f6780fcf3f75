import cors from '@fastify/cors'
import { signalrEvents, type Webhook } from '@signalr-events/fastify'
import Fastify, { type FastifyInstance, type FastifyPluginCallback } from 'fastify'
import Fastify4 from 'fastify4'
import cors4 from 'fastify4-cors'
import { exceptions, type Mount, type Running } from '../../../test/support/conformance.js'

/** A version of Fastify with its CORS plugin. */
interface Version {
  readonly create: typeof Fastify
  readonly cors: FastifyPluginCallback
}

interface Variant extends Partial<Mount> {
  readonly inFront?: (app: FastifyInstance) => unknown
  readonly behind?: (app: FastifyInstance) => unknown
  readonly bodyLimit?: number
}

async function start(app: FastifyInstance): Promise<Running> {
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    url,
    async close() {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

function mount(
  name: string,
  { create }: Version,
  { inFront, behind, bodyLimit = 2 ** 20, ...rest }: Variant = {},
): Mount {
  return {
    name,
    ...rest,
    async start(webhooks) {
      const app = create({ bodyLimit }) as FastifyInstance
      await inFront?.(app)
      for (const webhook of webhooks) app.register(signalrEvents(webhook))
      await behind?.(app)
      // The body is echoed unchanged, for any content type.
      app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
      app.removeContentTypeParser(['application/json', 'text/plain'])
      app.post('/echo', { bodyLimit: 2 ** 20 }, async ({ body }) => body ?? '')
      return start(app)
    },
  }
}

/** In a scope with a prefix, webhooks see the requests below it. That requires a handler for unmatched routes. */
const scoped = (name: string, { create }: Version): Mount => ({
  name,
  base: '/api',
  async start(webhooks: readonly Webhook[]) {
    const app = create() as FastifyInstance
    app.register(
      async (scope) => {
        for (const webhook of webhooks) scope.register(signalrEvents(webhook))
        scope.removeContentTypeParser(['application/json', 'text/plain'])
        scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
        scope.post('/echo', async ({ body }) => body ?? '')
        scope.setNotFoundHandler((_request, reply) => reply.code(404).send())
      },
      { prefix: '/api' },
    )
    return start(app)
  },
})

const toMounts = (name: string, version: Version): Mount[] => [
  mount(name, version),
  mount(`${name}, @fastify/cors behind`, version, { behind: (app) => app.register(version.cors) }),
  mount(`${name}, @fastify/cors in front`, version, {
    inFront: (app) => app.register(version.cors),
    cannot: exceptions.cors,
  }),
  mount(`${name}, a body limit of 10 bytes`, version, { bodyLimit: 10 }),
  scoped(`${name}, in a scope`, version),
]

const fastify4 = {
  create: Fastify4 as unknown as typeof Fastify,
  cors: cors4 as unknown as FastifyPluginCallback,
}
const fastify5 = { create: Fastify, cors: cors as unknown as FastifyPluginCallback }

export const mounts: readonly Mount[] = [
  ...toMounts('Fastify 5', fastify5),
  ...toMounts('Fastify 4', fastify4),
]

export const consumed: Mount = mount('Fastify 5, the body read in front', fastify5, {
  inFront: (app) =>
    app.addHook('onRequest', async ({ raw }) => {
      await new Promise((resolve) => raw.resume().once('end', resolve))
    }),
})
