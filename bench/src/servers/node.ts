import { createServer } from 'node:http'
import { signalrEvents } from '@signalr-events/node'
import { type Framework, listener } from './servers.js'

export const framework: Framework = {
  ours(webhook) {
    const events = signalrEvents(webhook)
    return createServer((request, response) => {
      if (!events(request, response)) response.writeHead(404).end()
    })
  },
  handWritten: (take) => createServer(listener(take)),
}
