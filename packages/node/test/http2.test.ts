import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http2'
import { signalrEvents } from '@signalr-events/node'
import { testHttp2 } from '../../../test/support/http2.js'

testHttp2((webhook) => {
  const events = signalrEvents(webhook)
  // The compatibility API of HTTP/2 has what is used of these.
  return createServer((request, response) => {
    events(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  })
})
