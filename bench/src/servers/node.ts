import { createServer, type IncomingMessage } from 'node:http'
import { type Handlers, signalrEvents } from '@signalr-events/node'
import { createWebhook } from '@signalr-events/otel'
import { createOurs } from './ours.js'
import { dispatchAll, dispatchOnce, path, type Routes, readText } from './route.js'

/** Servers of `node:http` alone. */
export const routes: Routes = {
  ...createOurs((handlers, options) => {
    const events = signalrEvents(handlers, options)
    return createServer((request, response) => {
      if (!events(request, response)) response.writeHead(404).end()
    })
  }),
  // With no OpenTelemetry SDK registered: what telemetry costs if nothing is exported.
  'signalr-events, otel': (handler) => {
    const handle = ({ connectionId }: { readonly connectionId: string }) => handler(connectionId)
    const handlers: Handlers<IncomingMessage> = { connected: handle, disconnected: handle }
    const events = signalrEvents(createWebhook(handlers, { path }))
    return createServer((request, response) => {
      if (!events(request, response)) response.writeHead(404).end()
    })
  },
  'hand-written': (handler) =>
    createServer(async (request, response) => {
      dispatchAll(JSON.parse(await readText(request)), handler)
      response.end()
    }),
  'hand-written, Set': (handler) => {
    const seen = new Set<unknown>()
    return createServer(async (request, response) => {
      dispatchOnce(JSON.parse(await readText(request)), handler, seen)
      response.end()
    })
  },
}
