import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents } from '@signalr-events/hono'
import { Hono } from 'hono'
import { type Framework, path } from './servers.js'

const serve = (app: Hono) => createAdaptorServer(app) as Server

export const framework: Framework = {
  ours: (webhook) => serve(new Hono().use(signalrEvents(webhook))),
  handWritten: (take) =>
    serve(
      new Hono().post(path, async (c) => {
        take(await c.req.text(), {})
        return c.body(null)
      }),
    ),
  parsed: (take) =>
    serve(
      new Hono().post(path, async (c) => {
        take(await c.req.json())
        return c.body(null)
      }),
    ),
}
