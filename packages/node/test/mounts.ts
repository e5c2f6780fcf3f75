import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { signalrEvents, type Webhook } from '@signalr-events/node'
import { type Mount, serve } from '../../../test/support/conformance.js'

function createListener(webhooks: readonly Webhook[]): RequestListener {
  const events = webhooks.map((webhook) => signalrEvents(webhook))
  return async (req, res) => {
    if (events.some((handle) => handle(req, res))) return
    if (req.url === '/echo' && req.method === 'POST') res.end(await text(req))
    else res.writeHead(404).end()
  }
}

export const mounts: readonly Mount[] = [
  { name: 'node:http', start: (webhooks) => serve(createListener(webhooks)) },
]

export const consumed: Mount = {
  name: 'node:http, the body read in front',
  start(webhooks) {
    const listener = createListener(webhooks)
    return serve((req, res) => void req.resume().once('end', () => listener(req, res)))
  },
}
