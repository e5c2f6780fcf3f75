import { signalrEvents } from '@signalr-events/hono'
import { Hono } from 'hono'
import { received, subject } from './subject.mjs'

/** What every runtime with a Hono server serves; `env.RUNTIME` is its name, which only the runtime can tell. */
export const app = new Hono()

// Shows that handlers reach `c.env`, and that what they say through Hono's context gets into the answer.
const native = signalrEvents(
  { connected: (_, { native: c }) => c.header('x-runtime', c.env.RUNTIME) },
  { path: '/native' },
)

// Shows that the deadline holds where timers end with the request that has set them.
const slow = signalrEvents(
  {
    connected: async ({ userId }) => {
      if (userId === 'stuck') await new Promise(() => {})
    },
  },
  { path: '/slow', deadline: 1000, onError() {} },
)

app.use(native, slow, signalrEvents(subject.guarded), signalrEvents(subject.open))
app.post('/echo', async (c) => c.text(await c.req.text()))
app.get('/received', (c) => c.text(received()))
