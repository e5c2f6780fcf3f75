import { signalrEvents } from '@signalr-events/fastify'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Framework, limit, path, readText } from './servers.js'

async function serve(app: FastifyInstance): Promise<FastifyInstance['server']> {
  await app.ready()
  return app.server
}

export const framework: Framework = {
  async ours(webhook) {
    const app = Fastify()
    app.register(signalrEvents(webhook))
    return serve(app)
  },
  handWritten(take) {
    const app = Fastify()
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _body, done) => done(null))
    app.post(path, async ({ raw }) => {
      take(await readText(raw), {})
      return ''
    })
    return serve(app)
  },
  parsed(take) {
    const app = Fastify({ bodyLimit: Number.parseInt(limit, 10) * 2 ** 20 })
    app.post(path, async ({ body }) => {
      take(body)
      return ''
    })
    return serve(app)
  },
}
