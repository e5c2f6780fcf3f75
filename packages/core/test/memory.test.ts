import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type ConnectionEvent, createWebhook, type WebhookOptions } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'
import { gate } from './support.js'

// Finished deliveries and events can be garbage-collected while handlers still run.

setFlagsFromString('--expose-gc')
const collect: (options?: { type: 'minor' }) => void = runInNewContext('gc')

/** Sends events of one connection, by id; `isLive` returns whether one is still in memory. */
function createSend(handler: (event: ConnectionEvent) => unknown, options?: WebhookOptions) {
  const events = new Map<string, WeakRef<ConnectionEvent>>()
  const connected = (event: ConnectionEvent) => {
    events.set(event.id, new WeakRef(event))
    return handler(event)
  }
  const client = createClient(createWebhook({ connected }, { onError() {}, ...options }))
  const send = async (id: string) =>
    (await client.send(eventGrid.connected({ id, connectionId: 'c' }))).status
  async function isLive(id: string) {
    // A WeakRef keeps its target until the current job has ended.
    await new Promise(setImmediate)
    collect()
    return events.get(id)?.deref() !== undefined
  }
  return { send, isLive }
}

it('an answered delivery, although the timer was set for its deadline', async () => {
  const { send, isLive } = createSend(async () => {})
  expect(await send('first')).toBe(200)
  expect(await isLive('first')).toBe(false)
})

it('events that waited for a handler that never ends', async () => {
  const { promise, open } = gate()
  const { send, isLive } = createSend(({ id }) => (id === 'stuck' ? promise : undefined), { deadline: 20 })
  const stuck = send('stuck')
  await new Promise((resolve) => setTimeout(resolve, 10))
  const next = send('next')
  expect([await stuck, await next]).toEqual([503, 200])
  expect([await isLive('stuck'), await isLive('next')]).toEqual([true, false])
  open()
})

it('finished deliveries, by collections of the young generation alone, while others are always in flight', async () => {
  const userId = 'u'.repeat(10_000)
  const webhook = createWebhook({ connected: () => new Promise<void>((resolve) => setImmediate(resolve)) })
  const client = createClient(webhook)
  let [sent, isOver] = [0, false]
  async function sendMany(): Promise<void> {
    for (; !isOver; sent++) await client.send(eventGrid.connected({ userId: `${userId}${sent}` }))
  }
  collect()
  const before = getHeapStatistics().used_heap_size
  const all = Array.from({ length: 8 }, sendMany)
  for (let i = 0; i < 50; i++) {
    // Longer than a delivery takes.
    for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate)
    collect({ type: 'minor' })
  }
  const kept = getHeapStatistics().used_heap_size - before
  isOver = true
  await Promise.all(all)
  expect(kept).toBeLessThan((sent * userId.length) / 8)
})
