import { signalrEvents } from '@signalr-events/fastify'
import Fastify from 'fastify'
import { testHttp2 } from '../../../test/support/http2.js'

testHttp2(async (webhook) => {
  const app = Fastify({ http2: true })
  // The types of a server for HTTP/2 are others.
  app.register(signalrEvents(webhook) as never)
  await app.ready()
  return app.server
})
