import { createServer, type Server } from 'node:http'
import { bodyParser } from '@koa/bodyparser'
import { signalrEvents } from '@signalr-events/koa'
import Koa, { type Middleware } from 'koa'
import { createOurs } from './ours.js'
import { dispatchAll, limit, path, type Routes, readText } from './route.js'

function serve(...middleware: Middleware[]): Server {
  const app = new Koa()
  for (const each of middleware) app.use(each)
  return createServer(app.callback())
}

/** Servers of Koa. */
export const routes: Routes = {
  ...createOurs((handlers, options) => serve(signalrEvents(handlers, options))),
  'hand-written': (handler) =>
    serve(async (ctx, next) => {
      if (ctx.path !== path) return next()
      dispatchAll(JSON.parse(await readText(ctx.req)), handler)
      ctx.status = 200
      ctx.body = ''
    }),
  'hand-written, parser': (handler) =>
    serve(bodyParser({ jsonLimit: limit }), async (ctx, next) => {
      if (ctx.path !== path) return next()
      dispatchAll(ctx.request.body, handler)
      ctx.status = 200
      ctx.body = ''
    }),
}
