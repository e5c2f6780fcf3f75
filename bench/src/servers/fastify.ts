import { signalrEvents } from '@signalr-events/fastify'
import Fastify, { type FastifyInstance } from 'fastify'
import { createOurs } from './ours.js'
import { dispatchAll, limit, path, type Routes, readText } from './route.js'

/** The server of an app, once its plugins are loaded. */
async function toServer(app: FastifyInstance): Promise<Awaited<ReturnType<Routes[string]>>> {
  await app.ready()
  return app.server
}

/** Servers of Fastify. */
export const routes: Routes = {
  ...createOurs((handlers, options) => toServer(Fastify().register(signalrEvents(handlers, options)))),
  'hand-written'(handler) {
    const app = Fastify()
    // It reads the body itself, and the parser leaves it to the route.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _body, done) => done(null))
    app.post(path, async ({ raw }) => {
      dispatchAll(JSON.parse(await readText(raw)), handler)
      return ''
    })
    return toServer(app)
  },
  'hand-written, parser'(handler) {
    const app = Fastify({ bodyLimit: Number.parseInt(limit, 10) * 2 ** 20 })
    app.post(path, async ({ body }) => {
      dispatchAll(body, handler)
      return ''
    })
    return toServer(app)
  },
}
