import { signalrEvents } from '@signalr-events/hono'
import { Hono } from 'hono'
import { received, subject } from './subject.mjs'

/** The app of every runtime with a Hono server. `env.RUNTIME` is the name of the runtime. */
export const app = new Hono()

// Shows that handlers reach `c.env`, and that headers that they set through Hono's context are in the answer.
const native = signalrEvents(
  { connected: (_, { native: c }) => c.header('x-runtime', c.env.RUNTIME) },
  { path: '/native' },
)

// Shows that the deadline works where timers end with their request.
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
