import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents } from '@signalr-events/hono'
import { eventGrid } from '@signalr-events/testing'
import { Hono } from 'hono'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/support/conformance.js'

const { headers, body = '' } = eventGrid.connected()

it('on Node, a delivery of known length creates no web stream', async () => {
  const app = new Hono()
    .use((c, next) => {
      Object.defineProperty(c.req.raw, 'body', {
        get() {
          throw new Error('was touched')
        },
      })
      return next()
    })
    .use(signalrEvents({ connected() {} }, { onError() {} }))
  const { url, close } = await listen(createAdaptorServer(app) as Server)
  onTestFinished(close)
  expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200)
})

it.each([
  ['alone', {}, Number.POSITIVE_INFINITY],
  // The limit, and the part of the rest that is read so that the answer arrives.
  [
    'with a Transfer-Encoding, before the whole body has arrived',
    { 'transfer-encoding': 'chunked' },
    4 + 64 + 4,
  ],
])('a wrong Content-Length, %s, is answered 413', async (_, more, most) => {
  let sent = 0
  const stream = new ReadableStream({
    pull(controller) {
      if (sent++ < 256) controller.enqueue(new Uint8Array(1024))
      else controller.close()
    },
  })
  const app = new Hono().use(signalrEvents({}, { maxBodyBytes: 4096, onError() {} }))
  const request = { method: 'POST', headers: { ...headers, 'content-length': '1', ...more }, body: stream }
  const { status } = await app.request('/', { ...request, duplex: 'half' } as RequestInit)
  expect(status).toBe(413)
  expect(sent).toBeLessThanOrEqual(most)
})
