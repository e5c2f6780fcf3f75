import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents } from '@signalr-events/hono'
import { Hono } from 'hono'
import { createOurs } from './ours.js'
import { dispatchAll, path, type Routes } from './route.js'

const serve = (app: Hono) => createAdaptorServer(app) as ReturnType<Routes[string]>

/** Servers of Hono on Node. */
export const routes: Routes = {
  ...createOurs((handlers, options) => serve(new Hono().use(signalrEvents(handlers, options)))),
  'hand-written': (handler) =>
    serve(
      new Hono().post(path, async (c) => {
        dispatchAll(JSON.parse(await c.req.text()), handler)
        return c.body(null)
      }),
    ),
  'hand-written, parser': (handler) =>
    serve(
      new Hono().post(path, async (c) => {
        dispatchAll(await c.req.json(), handler)
        return c.body(null)
      }),
    ),
}
