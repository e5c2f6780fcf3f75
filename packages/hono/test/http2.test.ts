import { createServer, type Http2Server } from 'node:http2'
import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents } from '@signalr-events/hono'
import { Hono } from 'hono'
import { testHttp2 } from '../../../test/support/http2.js'

testHttp2((webhook) => {
  const { fetch } = new Hono().use(signalrEvents(webhook))
  return createAdaptorServer({ fetch, createServer }) as Http2Server
})
