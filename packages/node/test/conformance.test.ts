import { text } from 'node:stream/consumers'
import { signalrEvents } from '@signalr-events/node'
import { describeMounts, serve } from '../../../test/support/conformance.js'

describeMounts([
  {
    name: 'node:http',
    start({ guarded, open }) {
      const [first, second] = [signalrEvents(guarded), signalrEvents(open)]
      return serve(async (req, res) => {
        if (first(req, res) || second(req, res)) return
        if (req.url === '/echo' && req.method === 'POST') res.end(await text(req))
        else res.writeHead(404).end()
      })
    },
  },
])
