import { createServer } from 'node:http'
import { signalrEvents } from '@signalr-events/node'
import { createOurs } from './ours.js'
import { dispatchAll, dispatchOnce, type Routes, readText } from './route.js'

/** Servers of `node:http` alone. */
export const routes: Routes = {
  ...createOurs((handlers, options) => {
    const events = signalrEvents(handlers, options)
    return createServer((request, response) => {
      if (!events(request, response)) response.writeHead(404).end()
    })
  }),
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
