import { createServer, type Server } from 'node:http'
import { bodyParser } from '@koa/bodyparser'
import { signalrEvents } from '@signalr-events/koa'
import Koa, { type Context, type Middleware } from 'koa'
import { type Framework, limit, path, readText } from './servers.js'

function serve(...middleware: Middleware[]): Server {
  const app = new Koa()
  for (const each of middleware) app.use(each)
  return createServer(app.callback())
}

const post =
  (handle: (ctx: Context) => unknown): Middleware =>
  async (ctx, next) => {
    if (ctx.path !== path) return next()
    await handle(ctx)
    ctx.status = 200
    ctx.body = ''
  }

export const framework: Framework = {
  ours: (webhook) => serve(signalrEvents(webhook)),
  handWritten: (take) => serve(post(async ({ req }) => take(await readText(req), {}))),
  parsed: (take) =>
    serve(
      bodyParser({ jsonLimit: limit }),
      post(({ request }) => take(request.body)),
    ),
}
