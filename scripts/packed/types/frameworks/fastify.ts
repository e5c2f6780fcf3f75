import { createWebhook, forHub, sharedKey, signalrEvents } from '@signalr-events/fastify'
import Fastify, { type FastifyRequest } from 'fastify'

declare const key: string | undefined
const app = Fastify()
const webhook = createWebhook<FastifyRequest>({ connected: (_, { native }) => native.ip })

app.register(
  signalrEvents({
    connected: ({ userId }, { native }) => native.log.info(userId?.length),
    disconnected: async ({ errorMessage }) => errorMessage?.length,
  }),
)
app.register(signalrEvents(webhook))
app.register(signalrEvents(createWebhook({})))
app.register(
  signalrEvents(forHub('chat', { connected: (_, { native }) => native.url }), {
    authorize: sharedKey(key),
    onError: (error, { native }) => native.log.error(error),
  }),
)

// @ts-expect-error a webhook has its options already
signalrEvents(webhook, {})
