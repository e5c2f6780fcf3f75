import { text } from 'node:stream/consumers'
import { bodyParser } from '@koa/bodyparser'
import cors from '@koa/cors'
import Router from '@koa/router'
import { signalrEvents } from '@signalr-events/koa'
import Koa, { type Middleware } from 'koa'
import oldBodyParser from 'koa-bodyparser'
import compose from 'koa-compose'
import koaMount from 'koa-mount'
import Koa2 from 'koa2'
import { describeMounts, limits, type Mount, serve } from '../../../test/support/conformance.js'

const echo: Middleware = async (ctx) => {
  const { body } = ctx.request as { body?: unknown }
  if (ctx.method === 'POST' && ctx.path.endsWith('/echo')) {
    // koa-bodyparser leaves an empty object for a body that it has not read.
    ctx.body = ctx.req.readableDidRead ? JSON.stringify(body) : await text(ctx.req)
  }
}
const cannot = {
  ...limits.parsed,
  'prototype-keys': 'the parser in front answers 400 to such members itself',
}
const front = (middleware: Middleware) => (inner: Middleware) => compose([middleware, inner])
const route = (inner: Middleware) =>
  new Router({ prefix: '/api' }).all('/{*path}', inner).routes() as unknown as Middleware

describeMounts(
  Object.entries({ 'Koa 3': Koa, 'Koa 2': Koa2 }).flatMap(([name, Framework]): Mount[] => {
    const mount = (
      variant: string,
      place: (inner: Middleware) => Middleware,
      rest: Partial<Mount> = {},
    ): Mount => ({
      name: `${name}${variant}`,
      ...rest,
      start: ({ guarded, open }) =>
        serve(
          new Framework()
            .use(place(compose([signalrEvents(guarded), signalrEvents(open), cors(), echo])))
            .callback(),
        ),
    })
    return [
      mount('', (inner) => inner),
      mount(', koa-mount', (inner) => koaMount('/api', inner), { base: '/api' }),
      mount(', router', route, { base: '/api' }),
      mount(', @koa/cors in front', front(cors())),
      mount(', @koa/bodyparser', front(bodyParser()), { cannot }),
      mount(', koa-bodyparser', front(oldBodyParser()), { cannot }),
    ]
  }),
)
