import { createWebhook, forHub, sharedKey, signalrEvents } from '@signalr-events/hono'
import { type Context, Hono } from 'hono'

type Env = { Bindings: { KEY: string }; Variables: { tenant: string } }

const app = new Hono<Env>()
const webhook = createWebhook<Context<Env>>({ connected: (_, { native }) => native.env.KEY })

app.use(
  signalrEvents<Env>({
    connected: ({ userId }, { native }) => console.log(userId?.length, native.env.KEY.length),
    disconnected: async ({ errorMessage }, { native }) => native.set('tenant', errorMessage ?? ''),
  }),
)
app.use('/hooks/*', signalrEvents(webhook))
app.use(signalrEvents(createWebhook({})))
app.use(
  signalrEvents<Env>(forHub('chat', { connected: (_, { native }) => native.req.path }), {
    authorize: (request) => sharedKey(request.native.env.KEY)(request),
    onError: (error, { native }) => console.error(error.code, native.req.url),
  }),
)

// @ts-expect-error a webhook has its options already
signalrEvents(webhook, {})
