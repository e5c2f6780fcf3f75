import { text } from 'node:stream/consumers'
import { streamOnline } from '@signalr-events/example-express/online'
import { createPresence, memoryPresence } from '@signalr-events/presence'
import { expect, it, onTestFinished } from 'vitest'

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
