import { createWebhook, forHub, sharedKey, signalrEvents } from '@signalr-events/koa'
import Koa, { type Context } from 'koa'

declare const key: string | undefined
const app = new Koa()
const webhook = createWebhook<Context>({ connected: (_, { native }) => native.ip })

app.use(
  signalrEvents({
    connected: ({ userId }, { native }) => console.log(userId?.length, native.state),
    disconnected: async ({ errorMessage }) => errorMessage?.length,
  }),
)
app.use(signalrEvents(webhook))
app.use(signalrEvents(createWebhook({})))
app.use(
  signalrEvents(forHub('chat', { connected: (_, { native }) => native.app.env }), {
    authorize: sharedKey(key),
    onError: (error, { native }) => console.error(error.code, native.path),
  }),
)

// @ts-expect-error a webhook has its options already
signalrEvents(webhook, {})
