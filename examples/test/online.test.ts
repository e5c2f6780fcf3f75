import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { createWebhook } from '@signalr-events/core'
import { streamOnline } from '@signalr-events/example-express/online'
import { createPresence, memoryPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished, vi } from 'vitest'

it('ends the stream when the store fails, so that the reader reconnects', async () => {
  const store = memoryPresence()
  let isAway = false
  const hubs = () => (isAway ? Promise.reject(new Error('away')) : store.hubs())
  const presence = createPresence({ store: { ...store, hubs }, onError() {} })
  onTestFinished(() => presence.close())
  const stream = streamOnline(presence, undefined)
  const all = text(stream)
  isAway = true
  expect(await all).toContain('retry: 1000')
})

it('reads the counts once a second for all open pages', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const presence = createPresence()
  onTestFinished(() => presence.close())
  const hubs = vi.fn(presence.hubs)
  const counting = { ...presence, hubs }
  const streams = Array.from({ length: 50 }, () => streamOnline(counting, undefined))
  await vi.advanceTimersByTimeAsync(10_500)
  for (const stream of streams) stream.destroy()
  expect(hubs).toHaveBeenCalledTimes(11)
})

it('sends something now and then, so that the connection stays and a reader that is gone is noticed', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const presence = createPresence()
  const stream = streamOnline(presence, undefined)
  await vi.advanceTimersByTimeAsync(5_000)
  stream.read()
  await vi.advanceTimersByTimeAsync(15_000)
  expect(String(stream.read())).toBe(':\n\n')
  stream.destroy()
  await presence.close()
})

it('lets go of a reader that does not read', async () => {
  const presence = createPresence()
  onTestFinished(() => presence.close())
  const events = createClient(createWebhook({}, { use: [presence.middleware] }))
  await events.send(eventGrid.connected({ hubName: 'chat' }))
  const stream = streamOnline(presence, 'ada')
  await once(stream, 'readable')
  const closed = once(stream, 'close')
  for (let i = 0; i < 20; i++)
    await events.send(
      eventGrid.batch(
        Array.from({ length: 100 }, () =>
          eventGrid.connectedEvent({ hubName: 'chat', userId: `${crypto.randomUUID()}${'x'.repeat(900)}` }),
        ),
      ),
    )
  await closed
})
