import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type ConnectionEvent, createWebhook, type WebhookOptions } from '@signalr-events/core'
import { createClient, eventGrid } from '@signalr-events/testing'
import { expect, it } from 'vitest'
import { gate } from './support.js'

// Finished deliveries and events can be garbage-collected while handlers still run.

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

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
