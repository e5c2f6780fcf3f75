import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createWebhook } from '@signalr-events/core'
import { dedupe, memoryStore } from '@signalr-events/dedupe'
import { createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, expect, it, vi } from 'vitest'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

afterEach(() => {
  vi.useRealTimers()
})

it('a claim that is never released is forgotten after its lease', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const store = memoryStore()
  const keys = Array.from({ length: 20_000 }, (_, i) => `${i}`)
  await store.claim(keys, 10)
  expect(await store.claim(['0'], 10)).toEqual(['running'])
  vi.advanceTimersByTime(10)
  expect(await store.claim(['0', 'long'], 1_000)).toEqual(['new', 'new'])
})

it('a clock that is set ahead makes nothing forgotten, and one that is set back lets claims end', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const store = memoryStore()
  await store.claim(['done', 'ends'], 20)
  await store.done(['done'], 60_000)
  vi.setSystemTime(Date.now() + 3_600_000)
  expect(await store.claim(['done'], 20)).toEqual(['done'])
  vi.setSystemTime(Date.now() - 7_200_000)
  await expect.poll(() => store.claim(['ends'], 20)).toEqual(['new'])
})

it('long ids and sources are not kept', async () => {
  const client = createClient(
    createWebhook({}, { use: [dedupe({ store: memoryStore() })], maxBodyBytes: 8 * 2 ** 20 }),
  )
  const send = async (i: number) => {
    const source = `/subscriptions/${i}/${'x'.repeat(2 * 2 ** 20)}`
    expect((await client.send(eventGrid.connected({ source }))).status).toBe(200)
  }
  for (let i = 0; i < 20; i++) await send(i)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 20; i < 100; i++) await send(i)
  collect()
  // 80 sources are 160 MB; their keys are some kilobytes.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10 * 2 ** 20)
})

it('a remembered event takes at most 250 bytes', async () => {
  const options = { use: [dedupe({ store: memoryStore({ max: 100_000 }) })] }
  const client = createClient(createWebhook({ connected() {} }, options))
  const source =
    '/subscriptions/5ab6ffb1-1d1f-4f6f-9ae7-3a0c9d1e0c5c/resourceGroups/production-west-europe/providers/Microsoft.SignalRService/SignalR/contoso-chat'
  const send = async (deliveries: number) => {
    for (let i = 0; i < deliveries; i++) {
      const events = Array.from({ length: 500 }, () => eventGrid.connectedEvent({ source }))
      expect((await client.send(eventGrid.batch(events))).status).toBe(200)
    }
  }
  await send(2)
  collect()
  const before = process.memoryUsage().heapUsed
  await send(90)
  collect()
  expect((process.memoryUsage().heapUsed - before) / (90 * 500)).toBeLessThan(250)
})
