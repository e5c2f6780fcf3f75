import { gzipSync } from 'node:zlib'
import { bodyParser } from '@koa/bodyparser'
import { signalrEvents } from '@signalr-events/koa'
import { eventGrid } from '@signalr-events/testing'
import Koa from 'koa'
import { expect, it, onTestFinished } from 'vitest'
import { serve } from '../../../test/support/conformance.js'

it('a compressed delivery arrives when the parser in front inflates it', async () => {
  const users: unknown[] = []
  const app = new Koa()
    .use(bodyParser())
    .use(signalrEvents({ connected: ({ userId }) => users.push(userId) }))
  const { url, close } = await serve(app.callback())
  onTestFinished(close)
  const { headers, body = '' } = eventGrid.connected({ userId: 'ada' })
  const request = {
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: gzipSync(body),
  }
  expect([(await fetch(url, request)).status, users]).toEqual([200, ['ada']])
})

it('an acknowledgement has no body, also if middleware in front has set a type', async () => {
  const app = new Koa()
    .use((ctx, next) => {
      ctx.type = 'json'
      return next()
    })
    .use(signalrEvents({}))
  const { url, close } = await serve(app.callback())
  onTestFinished(close)
  const { headers, body = '' } = eventGrid.connected()
  const response = await fetch(url, { method: 'POST', headers, body })
  expect([response.status, await response.text()]).toEqual([200, ''])
})
