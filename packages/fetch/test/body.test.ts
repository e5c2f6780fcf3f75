import { signalrEvents, toRoute, toWebhookRequest } from '@signalr-events/fetch'
import { eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'

const { headers, body = '' } = eventGrid.connected()
const url = 'http://localhost/'

function stream(...parts: string[]): ReadableStream<Uint8Array> {
  const bytes = parts.map((part) => new TextEncoder().encode(part))
  return new ReadableStream({
    pull(controller) {
      const next = bytes.shift()
      if (next === undefined) controller.close()
      else controller.enqueue(next)
    },
  })
}

const post = (init: object) =>
  new Request(url, { method: 'POST', headers, duplex: 'half', ...init } as RequestInit)

it('a body in parts arrives as a whole', async () => {
  const ids: string[] = []
  const events = signalrEvents({ connected: ({ connectionId }) => void ids.push(connectionId) })
  const parts = body.match(/.{1,7}/gs) ?? []
  expect((await events(post({ body: stream(...parts) })))?.status).toBe(200)
  expect(ids).toHaveLength(1)
})

it('native is the request, or the second argument', async () => {
  const natives: unknown[] = []
  const events = signalrEvents<unknown>({ connected: (_, { native }) => void natives.push(native) })
  const request = post({ body })
  await events(request)
  await events(post({ body }), 'mine')
  expect(natives).toEqual([request, 'mine'])
})

it('a locked stream is answered 500', async () => {
  const events = signalrEvents({}, { onError() {} })
  const request = post({ body: stream(body) })
  request.body?.getReader()
  expect((await events(request))?.status).toBe(500)
})

it('a stream that breaks off is answered 503', async () => {
  const events = signalrEvents({}, { onError() {} })
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })
  expect((await events(post({ body: broken })))?.status).toBe(503)
})

it('a body that continues after the answer is cancelled', async () => {
  let send: (chunk: Uint8Array) => void = () => {}
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      send = (chunk) => controller.enqueue(chunk)
    },
  })
  let abort = () => {}
  const request = post({ body })
  const onAbort = (listener: () => void) => {
    abort = listener
  }
  const read = toWebhookRequest(request, { native: request }).body(1000, onAbort, () => {})
  send(new Uint8Array(10))
  abort()
  send(new Uint8Array(10))
  expect(await read).toEqual(new Uint8Array(0))
})

it('a route answers requests of other senders with 404, and other methods on its path with 405', async () => {
  const route = toRoute({}, { path: '/events', onError() {} })
  const at = (path: string, method = 'GET') => new Request(`http://localhost${path}`, { method })
  expect((await route.GET(at('/other'))).status).toBe(404)
  const answer = await route.GET(at('/events'))
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  expect((await route.PUT(at('/events', 'PUT'))).status).toBe(405)
})
