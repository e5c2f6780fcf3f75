import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents } from '@signalr-events/hono'
import { Hono, type MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { exceptions, listen, type Mount } from '../../../test/support/conformance.js'

function mount(
  name: string,
  base: string,
  front: MiddlewareHandler[] = [],
  rest: Partial<Mount> = {},
): Mount {
  return {
    name,
    base,
    ...rest,
    start(webhooks) {
      const inner = new Hono()
      inner.use(...front, ...webhooks.map((webhook) => signalrEvents(webhook)), cors())
      inner.post('/echo', async (c) => c.body(await c.req.text()))
      return listen(createAdaptorServer(new Hono().route(base, inner)) as Server)
    },
  }
}

const reader: MiddlewareHandler = async (c, next) => {
  await c.req.text()
  await next()
}
const discard: MiddlewareHandler = (c, next) => c.req.raw.text().then(next)

export const mounts: readonly Mount[] = [
  mount('Hono', ''),
  mount('Hono, sub-router', '/api/hooks'),
  mount('Hono, cors() in front', '', [cors()], { cannot: exceptions.cors }),
  mount('Hono, c.req.text() in front', '', [reader], { cannot: exceptions.text }),
]

export const consumed: Mount = mount('Hono, the body read in front', '', [discard])
