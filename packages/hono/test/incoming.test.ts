import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { signalrEvents } from '@signalr-events/hono'
import { type EventGridRequest, eventGrid } from '@signalr-events/testing'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../../../test/support/conformance.js'

// On Node, the body is read from Node's own request if nothing has touched the one around it.

const sent = eventGrid.connected({ id: 'sent' })
const other = eventGrid.connected({ id: 'other' })

/** Sends a delivery through middleware of the app. */
async function send(
  delivery: EventGridRequest,
  ...front: MiddlewareHandler[]
): Promise<{ status: number; handled: string[] }> {
  const handled: string[] = []
  const events = signalrEvents({ connected: ({ id }) => void handled.push(id) }, { onError() {} })
  const app = new Hono().use(...front, events)
  const { url, close } = await listen(createAdaptorServer(app) as Server)
  onTestFinished(close)
  const { status } = await fetch(url, {
    method: 'POST',
    headers: delivery.headers,
    body: delivery.body ?? '',
  })
  return { status, handled }
}

const incomingOf = (env: unknown) => (env as { incoming: IncomingMessage }).incoming

it('is read from Node’s request if nothing has touched it', async () => {
  let bodyUsed: boolean | undefined
  const result = await send(sent, async (c, next) => {
    await next()
    bodyUsed = c.req.raw.bodyUsed
  })
  expect([result, bodyUsed]).toEqual([{ status: 200, handled: ['sent'] }, false])
})

/** Middleware that does something with the request. */
const first =
  (act: (c: Context) => unknown): MiddlewareHandler =>
  async (c, next) => {
    await act(c)
    await next()
  }

const readsFirst: [string, MiddlewareHandler][] = [
  ['read its head', first((c) => [c.req.header('content-type'), c.req.raw.headers.get('x')])],
  ['read it as JSON', first((c) => c.req.json())],
  ['read it as text', first((c) => c.req.text())],
  ['read it as bytes', first((c) => c.req.arrayBuffer())],
  ['begun to read it, and not waited', first((c) => void c.req.text())],
  ['touched its stream', first((c) => void c.req.raw.body)],
  ['touched its signal', first((c) => void c.req.raw.signal)],
  ['bounded it', bodyLimit({ maxSize: 1e6 })],
  [
    'made a request of it',
    first((c) => {
      c.req.raw = new Request(c.req.raw)
    }),
  ],
  ['paused it', first((c) => void incomingOf(c.env).pause())],
  ['chosen an encoding', first((c) => void incomingOf(c.env).setEncoding('utf8'))],
]
it.each(readsFirst)('arrives if middleware in front has %s', async (_, front) => {
  expect(await send(sent, front)).toEqual({ status: 200, handled: ['sent'] })
})

const replaces: [string, MiddlewareHandler][] = [
  [
    'the request',
    (c, next) => {
      const { url, method, headers } = c.req.raw
      c.req.raw = new Request(url, { method, headers, body: other.body ?? '' })
      return next()
    },
  ],
  [
    'the body of the request',
    (c, next) => {
      c.req.raw = new Request(c.req.raw, { body: other.body ?? '' })
      return next()
    },
  ],
  [
    'a method of the request',
    (c, next) => {
      const bytes = new TextEncoder().encode(other.body ?? '')
      Object.defineProperty(c.req.raw, 'arrayBuffer', { value: async () => bytes.buffer })
      return next()
    },
  ],
  [
    'what the request inherits from',
    (c, next) => {
      const { raw } = c.req
      const bytes = new TextEncoder().encode(other.body ?? '')
      c.req.raw = new Proxy(raw, {
        get: (target, name) =>
          name === 'arrayBuffer' ? async () => bytes.buffer : (Reflect.get(target, name, target) as unknown),
      })
      return next()
    },
  ],
]
/** Has nothing that is not on its prototype. */
class Replacement {
  get method() {
    return 'POST'
  }
  get url() {
    return 'http://localhost/'
  }
  get headers() {
    return new Headers({ ...other.headers, 'content-length': String(other.body?.length) })
  }
  get bodyUsed() {
    return false
  }
  async arrayBuffer() {
    return new TextEncoder().encode(other.body ?? '').buffer
  }
}
replaces.push([
  'the request by an object without properties',
  (c, next) => {
    c.req.raw = new Replacement() as unknown as Request
    return next()
  },
])

it.each(replaces)('is that of the middleware in front which has replaced %s', async (_, front) => {
  expect(await send(sent, front)).toEqual({ status: 200, handled: ['other'] })
})

it.each<[string, () => Promise<void>, number]>([
  ['at once', async () => {}, 1],
  ['after a while', () => new Promise((resolve) => setImmediate(resolve)), 1],
  ['at once, of a large body', async () => {}, 2000],
])('leaves a clone whole that was made before, %s', async (_, pause, count) => {
  const delivery = eventGrid.batch(
    Array.from({ length: count }, (_event, i) => eventGrid.connectedEvent({ id: `e${i}` })),
  )
  let cloned = ''
  const result = await send(delivery, async (c, next) => {
    const clone = c.req.raw.clone()
    await pause()
    await next()
    cloned = await clone.text()
  })
  expect([result.status, result.handled.length, cloned === delivery.body]).toEqual([200, count, true])
})

it('is missed, and the delivery is retried, if Node’s request was read', async () => {
  const result = await send(sent, async (c, next) => {
    const incoming = incomingOf(c.env)
    incoming.resume()
    await once(incoming, 'end')
    await next()
  })
  expect(result).toEqual({ status: 500, handled: [] })
})

it('is missed, and the delivery is retried, if Node’s request is read in an encoding of other text', async () => {
  const front = first((c) => void incomingOf(c.env).setEncoding('latin1'))
  expect(await send(sent, front)).toEqual({ status: 500, handled: [] })
})

it('leaves the headers of the request alone if nothing has touched them', async () => {
  let parts: unknown[] = []
  const result = await send(sent, async (c, next) => {
    await next()
    parts = Reflect.ownKeys(c.req.raw).map((name) => Reflect.get(c.req.raw, name))
  })
  const made = parts.filter((part) => part instanceof Headers)
  expect([result, made]).toEqual([{ status: 200, handled: ['sent'] }, []])
})

const changesHeaders: [string, (raw: Request) => Request][] = [
  [
    'set',
    (raw) => {
      raw.headers.set('aeg-subscription-name', 'CHANGED')
      return raw
    },
  ],
  [
    'given to a new request',
    (raw) => {
      const headers = new Headers(raw.headers)
      headers.set('aeg-subscription-name', 'CHANGED')
      return new Request(raw, { headers })
    },
  ],
  [
    'defined',
    (raw) => {
      const headers = new Headers({ ...sent.headers, 'aeg-subscription-name': 'CHANGED' })
      return Object.defineProperty(raw, 'headers', { value: headers })
    },
  ],
  [
    'put in front of the request',
    (raw) => {
      const headers = new Headers({ ...sent.headers, 'aeg-subscription-name': 'CHANGED' })
      return new Proxy(raw, {
        get(target, name) {
          if (name === 'headers') return headers
          const member: unknown = Reflect.get(target, name, target)
          return typeof member === 'function' ? member.bind(target) : member
        },
      })
    },
  ],
]
it.each(changesHeaders)('has the headers that middleware in front has %s', async (_, change) => {
  const subscriptions: unknown[] = []
  const events = signalrEvents(
    { connected: (_event, { delivery }) => void subscriptions.push(delivery.subscription) },
    { onError() {} },
  )
  const front: MiddlewareHandler = (c, next) => {
    c.req.raw = change(c.req.raw)
    return next()
  }
  const { url, close } = await listen(createAdaptorServer(new Hono().use(front, events)) as Server)
  onTestFinished(close)
  const { status } = await fetch(url, { method: 'POST', headers: sent.headers, body: sent.body ?? '' })
  expect([status, subscriptions]).toEqual([200, ['CHANGED']])
})

it('has the headers that middleware in front has set', async () => {
  const result = await send(sent, (c, next) => {
    c.req.raw.headers.delete('aeg-event-type')
    c.req.raw.headers.set('aeg-subscription-name', 'CHANGED')
    return next()
  })
  expect(result).toEqual({ status: 200, handled: ['sent'] })
})
