import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Handlers, WebhookOptions } from '@signalr-events/core'
import { createWebhook, type Webhook } from '@signalr-events/core'
import { signalrEvents as forExpress } from '@signalr-events/express'
import { signalrEvents as forHono } from '@signalr-events/hono'
import { signalrEvents as forKoa } from '@signalr-events/koa'
import { signalrEvents as forNode } from '@signalr-events/node'
import express from 'express'
import { Hono } from 'hono'
import Koa from 'koa'

/** Every adapter on `node:http`, as a server for a webhook; with a middleware in front that reads the body away. */
export const adapters: Readonly<Record<string, (webhook: Webhook, consumed?: boolean) => Server>> = {
  'node:http'(webhook, consumed = false) {
    const events = forNode(webhook)
    const listener: RequestListener = (req, res) => void (events(req, res) || res.writeHead(404).end())
    return createServer((req, res) => {
      if (consumed) req.resume().once('end', () => listener(req, res))
      else listener(req, res)
    })
  },
  express(webhook, consumed = false) {
    const app = express()
    if (consumed) app.use((req, _res, next) => void req.resume().once('end', next))
    return createServer(app.use(forExpress(webhook)))
  },
  koa(webhook, consumed = false) {
    const app = new Koa()
    app.silent = true // Koa prints what Node refuses to parse.
    if (consumed)
      app.use((ctx, next) => new Promise((resolve) => ctx.req.resume().once('end', resolve)).then(next))
    return createServer(app.use(forKoa(webhook)).callback())
  },
  hono(webhook, consumed = false) {
    const app = new Hono()
    if (consumed) app.use((c, next) => c.req.raw.text().then(next))
    return createAdaptorServer(app.use(forHono(webhook))) as Server
  },
}

/** A webhook, and the codes that it reports. */
export function reporting(
  handlers: Handlers,
  options: WebhookOptions = {},
): { webhook: Webhook; codes: string[] } {
  const codes: string[] = []
  return { webhook: createWebhook(handlers, { onError: ({ code }) => codes.push(code), ...options }), codes }
}
