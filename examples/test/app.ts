import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { memoryStore } from '@signalr-events/dedupe'
import { createPresence, type Presence } from '@signalr-events/presence'
import { onTestFinished } from 'vitest'
import type { examples } from './example.js'

/** How a server runs the app of each example. */
const listeners: Readonly<Record<(typeof examples)[number], (app: never) => RequestListener>> = {
  express: (app: RequestListener) => app,
  koa: (app: { callback(): RequestListener }) => app.callback(),
  hono: (app: { fetch: Parameters<typeof getRequestListener>[0] }) => getRequestListener(app.fetch),
}

/** The app of an example in this process, until the test has finished. */
export interface RunningApp {
  readonly url: string
  readonly server: Server
  readonly presence: Presence
}

/** Starts the app of an example. The header `x-test-user`, or for browsers the cookie `name`, is the login. */
export async function startApp(
  name: (typeof examples)[number],
  { presence = createPresence(), chat }: { readonly presence?: Presence; readonly chat?: object } = {},
): Promise<RunningApp> {
  // Imports the build: the examples export nothing for tests.
  const { createApp } = await import(new URL(`../${name}/dist/app.js`, import.meta.url).href)
  const userOf = (header: (name: string) => string | undefined) =>
    header('x-test-user') ?? header('cookie')?.replace('name=', '')
  const { app } = createApp({ presence, store: memoryStore(), chat, userOf })
  const server = createServer(listeners[name](app as never)).listen(0, '127.0.0.1')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await presence.close()
  })
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, presence }
}
