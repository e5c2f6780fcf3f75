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
import { exceptions, type Mount, serve } from '../../../test/support/conformance.js'

const echo: Middleware = async (ctx) => {
  const { body } = ctx.request as { body?: unknown }
  if (ctx.method === 'POST' && ctx.path.endsWith('/echo')) {
    // koa-bodyparser sets an empty object for a body that it has not read.
    ctx.body = ctx.req.readableDidRead ? JSON.stringify(body) : await text(ctx.req)
  }
}
const cannot = {
  ...exceptions.parsed,
  'prototype-keys': 'the parser in front answers 400 to such members itself',
}
const front = (middleware: Middleware) => (inner: Middleware) => compose([middleware, inner])
const route = (inner: Middleware) =>
  new Router({ prefix: '/api' }).all('/{*path}', inner).routes() as unknown as Middleware
const discard: Middleware = (ctx, next) =>
  new Promise((resolve) => ctx.req.resume().once('end', resolve)).then(next)

function mount(
  name: string,
  place: (inner: Middleware) => Middleware,
  { Framework = Koa, ...rest }: Partial<Mount> & { readonly Framework?: typeof Koa } = {},
): Mount {
  return {
    name,
    ...rest,
    start(webhooks) {
      const app = new Framework()
      app.silent = true // Koa prints the parse errors of Node.
      const events = webhooks.map((webhook) => signalrEvents(webhook))
      return serve(app.use(place(compose([...events, cors(), echo]))).callback())
    },
  }
}

export const mounts: readonly Mount[] = Object.entries({ 'Koa 3': Koa, 'Koa 2': Koa2 }).flatMap(
  ([name, Framework]) => [
    mount(name, (inner) => inner, { Framework }),
    mount(`${name}, koa-mount`, (inner) => koaMount('/api', inner), { Framework, base: '/api' }),
    mount(`${name}, router`, route, { Framework, base: '/api' }),
    mount(`${name}, @koa/cors in front`, front(cors()), { Framework }),
    mount(`${name}, @koa/bodyparser`, front(bodyParser()), { Framework, cannot }),
    mount(`${name}, koa-bodyparser`, front(oldBodyParser()), { Framework, cannot }),
  ],
)

export const consumed: Mount = mount('Koa 3, the body read in front', front(discard))
