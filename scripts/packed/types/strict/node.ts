import { createServer, type IncomingMessage } from 'node:http'
import {
  createWebhook,
  type FrameworkRequest,
  forHub,
  sharedKey,
  signalrEvents,
  toWebhookRequest,
  writeResponse,
} from '@signalr-events/node'

const events = signalrEvents(
  forHub('chat', { connected: ({ userId }, { native }) => console.log(userId, native.socket.remoteAddress) }),
  { authorize: sharedKey('k'), onUnsubscribe: (_, native) => console.log(native.url) },
)

const webhook = createWebhook<IncomingMessage>({ disconnected: (_, { native }) => native.headers.host })
const other = signalrEvents(webhook)
signalrEvents(createWebhook({}))

createServer((request, response) => {
  const answered: boolean = events(request, response) || other(request, response)
  if (!answered) response.writeHead(404).end()
})

createServer(async (request, response) => {
  const details: FrameworkRequest<IncomingMessage> = { native: request, url: request.url }
  writeResponse(response, await webhook.handle(toWebhookRequest(request, details)))
})

// @ts-expect-error a webhook has its options already
signalrEvents(webhook, {})
