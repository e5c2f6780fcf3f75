import type { IncomingMessage, RequestListener } from 'node:http'
import type { Webhook } from '@signalr-events/core'
import type { Take } from './candidates.js'

export const path = '/events'

/** Mounts a webhook by its adapter, or what takes bodies in a route that is written by hand and reads them itself. */
export type Mount = (route: Webhook | Take) => Promise<RequestListener>

/** Each framework is loaded only if it is used, so that a server has nothing else in memory. */
export const frameworks: Readonly<Record<string, Mount>> = {
  async express(route) {
    const { default: express } = await import('express')
    const { signalrEvents } = await import('@signalr-events/express')
    if (isWebhook(route)) return express().use(signalrEvents(route))
    return express().post(path, toListener(route))
  },
  async koa(route) {
    const { default: Koa } = await import('koa')
    const { signalrEvents } = await import('@signalr-events/koa')
    if (isWebhook(route)) return new Koa().use(signalrEvents(route)).callback()
    const app = new Koa().use(async (ctx, next) => {
      if (ctx.path !== path) return next()
      await route(await readText(ctx.req), {})
      ctx.body = ''
    })
    return app.callback()
  },
  async hono(route) {
    const { getRequestListener } = await import('@hono/node-server')
    const { Hono } = await import('hono')
    const { signalrEvents } = await import('@signalr-events/hono')
    if (isWebhook(route)) return getRequestListener(new Hono().use(signalrEvents(route)).fetch)
    const app = new Hono().post(path, async (c) => {
      await route(await c.req.text(), {})
      return c.body(null)
    })
    return getRequestListener(app.fetch)
  },
  async fastify(route) {
    const { default: createFastify } = await import('fastify')
    const { signalrEvents } = await import('@signalr-events/fastify')
    const app = createFastify()
    if (isWebhook(route)) app.register(signalrEvents(route))
    else {
      app.removeAllContentTypeParsers()
      app.addContentTypeParser('*', (_request, _body, done) => done(null))
      app.post(path, async ({ raw }) => {
        await route(await readText(raw), {})
        return ''
      })
    }
    await app.ready()
    return app.routing
  },
  async 'node:http'(route) {
    const { signalrEvents } = await import('@signalr-events/node')
    if (!isWebhook(route)) return toListener(route)
    const events = signalrEvents(route)
    return (request, response) => void (events(request, response) || response.writeHead(404).end())
  },
}

const isWebhook = (route: Webhook | Take): route is Webhook => typeof route !== 'function'

function toListener(take: Take): RequestListener {
  return async (request, response) => {
    await take(await readText(request), request.headers as Record<string, string>)
    response.end()
  }
}

/** Reads a body in the cheapest way. */
function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    request.setEncoding('utf8').on('end', () => resolve(text))
    request.on('error', reject).on('data', (chunk: string) => {
      text += chunk
    })
  })
}
