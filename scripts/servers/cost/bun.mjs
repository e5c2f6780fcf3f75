import { signalrEvents } from '@signalr-events/fetch'
import { announce } from '../announce.mjs'

// A route on Bun, and the CPU time that this process has taken, in microseconds.

let handled = 0
const handler = () => {
  handled++
}

/** The two ways to receive events, by name. */
const routes = {
  fetch: signalrEvents({ connected: handler, disconnected: handler }, { path: '/events' }),
  /** As somebody writes it who checks nothing. */
  async 'hand-written'(request) {
    if (request.method !== 'POST' || new URL(request.url).pathname !== '/events') return undefined
    for (const { eventType, data } of await request.json()) {
      if (eventType === 'Microsoft.SignalRService.ClientConnectionConnected') handler(data)
      else if (eventType === 'Microsoft.SignalRService.ClientConnectionDisconnected') handler(data)
    }
    return new Response('')
  },
}

const route = routes[process.argv[2]]

function report() {
  const { user, system } = process.cpuUsage()
  return Response.json({ handled, cpu: user + system })
}

const { port } = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: async (request) => (await route(request)) ?? report(),
})
announce(port, `bun ${Bun.version}`)
