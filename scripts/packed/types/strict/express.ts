import { combine, createWebhook, forHub, sharedKey, signalrEvents } from '@signalr-events/express'
import express, { type Request } from 'express'

declare const key: string | undefined
const app = express()
const webhook = createWebhook<Request>({ connected: (_, { native }) => native.ip })

app.use(
  signalrEvents({
    connected: ({ userId }, { native }) => console.log(userId?.length, native.app.locals),
    disconnected: async ({ errorMessage }) => errorMessage?.length,
  }),
)
app.use('/hooks', signalrEvents(webhook))
app.post('/hooks/:tenant', signalrEvents(createWebhook({})))
app.use(
  signalrEvents(combine<Request>(forHub('chat', { connected: (_, { native }) => native.query }), {}), {
    authorize: sharedKey(key),
    onError: (error, { native }) => console.error(error.code, native.originalUrl),
  }),
)

// @ts-expect-error a webhook has its options already
signalrEvents(webhook, {})
