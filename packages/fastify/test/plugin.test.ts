import { createWebhook, signalrEvents } from '@signalr-events/fastify'
import { cloudEvents, eventGrid } from '@signalr-events/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import Fastify4 from 'fastify4'
import { describe, expect, it, onTestFinished } from 'vitest'

const frameworks = { 'Fastify 5': Fastify, 'Fastify 4': Fastify4 as unknown as typeof Fastify }

function createApp(create: typeof Fastify): FastifyInstance {
  const app = create() as FastifyInstance
  onTestFinished(() => app.close())
  return app
}

describe.each(Object.entries(frameworks))('%s', (_, create) => {
  const { headers, body = '' } = eventGrid.connected({ userId: 'ada' })

  it('answers injected requests, and passes others to the routes', async () => {
    const users: unknown[] = []
    const app = createApp(create)
    app.register(
      signalrEvents({ connected: ({ userId }, { native }) => void users.push(userId, native.url) }),
    )
    app.post('/', async ({ body }) => body)
    const delivery = await app.inject({ method: 'POST', url: '/?x', headers, payload: body })
    expect([delivery.statusCode, delivery.body, users]).toEqual([200, '', ['ada', '/?x']])
    const other = await app.inject({ method: 'POST', url: '/', payload: { mine: true } })
    expect(other.json()).toEqual({ mine: true })
  })

  it('hooks that are registered after it, and onResponse, see the answer', async () => {
    const seen: number[] = []
    const app = createApp(create)
    app.register(signalrEvents({}))
    app.addHook('onResponse', async (_request, reply) => void seen.push(reply.statusCode))
    const { method, headers } = cloudEvents.handshake()
    const answer = await app.inject({ method: method as 'OPTIONS', url: '/', headers })
    expect([answer.statusCode, seen]).toEqual([200, [200]])
  })

  it.each([
    ['cuts off what is open', true],
    ['waits for what is open', 'idle'],
  ] as const)('a server that %s gives the answer first, although a hook holds it up', async (_, mode) => {
    let [begin, finish] = [() => {}, () => {}]
    const running = new Promise<void>((resolve) => {
      begin = resolve
    })
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const webhook = createWebhook({
      connected() {
        begin()
        return finished
      },
    })
    const app = create({ forceCloseConnections: mode }) as FastifyInstance
    app.register(signalrEvents(webhook))
    app.addHook('onSend', async () => {
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
    })
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const answers = [
      fetch(url, { method: 'POST', headers, body }).then(({ status }) => status),
      app.inject({ method: 'POST', url: '/', headers, payload: body }).then(({ statusCode }) => statusCode),
    ]
    await running
    await expect.poll(() => webhook.stats.deliveries).toBe(2)
    const closed = app.close()
    await expect.poll(() => webhook.closing).toBe(true)
    finish()
    expect(await Promise.all(answers)).toEqual([200, 200])
    await closed
  })

  it('closing the server waits for deliveries in flight', async () => {
    const steps: string[] = []
    let finish = () => {}
    const app = create() as FastifyInstance
    let begin = () => {}
    const running = new Promise<void>((resolve) => {
      begin = resolve
    })
    const webhook = createWebhook({
      async connected() {
        begin()
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        steps.push('handled')
      },
    })
    app.register(signalrEvents(webhook))
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const answer = fetch(url, { method: 'POST', headers, body }).then(({ status }) => {
      steps.push(`answered ${status}`)
    })
    await running
    const closed = app.close().then(() => steps.push('closed'))
    await expect.poll(() => webhook.closing).toBe(true)
    finish()
    await Promise.all([answer, closed])
    expect(steps[0]).toBe('handled')
    expect([...steps].sort()).toEqual(['answered 200', 'closed', 'handled'])
  })
})
