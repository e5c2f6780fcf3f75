import { createWebhook, type Middleware } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createClient, eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'

it('an event that middleware outside of dedupe failed is handled at the first retry', async () => {
  let failures = 1
  const handled: string[] = []
  const outer: Middleware = async (event, _context, next) => {
    if (event.connectionId === 'a' && failures-- > 0) throw new Error('away')
    await next()
  }
  const webhook = createWebhook(
    { connected: ({ connectionId }) => void handled.push(connectionId) },
    { use: [outer, dedupe({ store: memoryStore(), lease: 60_000 })], deadline: 1_000, onError() {} },
  )
  const { send } = createClient(webhook)
  const batch = eventGrid.batch(['a', 'b'].map((connectionId) => eventGrid.connectedEvent({ connectionId })))
  expect((await send(batch)).status).toBe(500)
  expect((await send(batch)).status).toBe(200)
  expect(handled).toEqual(['b', 'a'])
})

it('two events of a delivery with one id and different connections are both handled', async () => {
  const handled: string[] = []
  const webhook = createWebhook(
    { connected: ({ connectionId }) => void handled.push(connectionId) },
    { onError() {} },
  )
  const batch = eventGrid.batch(
    ['a', 'b'].map((connectionId) => eventGrid.connectedEvent({ connectionId, id: 'same' })),
  )
  expect((await createClient(webhook).send(batch)).status).toBe(200)
  // Across deliveries, dedupe takes them for two events: docs/deduplication.md, How it works.
  expect(handled).toEqual(['a', 'b'])
})

it('a handler that fails after its lease does not give back the claim of its successor', async () => {
  const finish: (() => void)[] = []
  let calls = 0
  const connected = async () => {
    const call = ++calls
    await new Promise<void>((resolve) => finish.push(resolve))
    if (call === 1) throw new Error('too late')
  }
  const use = [dedupe({ store: memoryStore(), lease: 300 })]
  const { send } = createClient(createWebhook({ connected }, { use, deadline: 100, onError() {} }))
  const delivery = eventGrid.connected()
  expect((await send(delivery)).status).toBe(503)
  // The lease ends: the event is handled again.
  await expect.poll(async () => (await send(delivery)).status === 503 && calls).toBe(2)
  finish[0]?.()
  // The second handler still runs, so nobody else may.
  expect((await send(delivery)).status).toBe(503)
  expect(calls).toBe(2)
  for (const each of finish) each()
})
