import { createWebhook } from '@signalr-events/core'
import {
  type Change,
  createPresence,
  memoryPresence,
  type Presence,
  type PresenceStore,
} from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { expect, it, onTestFinished } from 'vitest'

function open() {
  const store = memoryPresence()
  const instances = [1, 2].map(() => createPresence({ store, grace: 0 }))
  onTestFinished(async () => void (await Promise.all(instances.map((each) => each.close()))))
  const [presence, other] = instances as [Presence, Presence]
  const client = createClient(createWebhook({}, { use: [presence.middleware] }))
  const send = (type: 'connected' | 'disconnected', userId: string) =>
    client.send(eventGrid[type]({ hubName: 'chat', connectionId: `of ${userId}`, userId }))
  return { presence, other, send }
}

const toText = (change: Change) => (change.type === 'reset' ? 'reset' : `${change.userId} ${change.type}`)

it('follows all changes since a page, without a gap', async () => {
  const { presence, other, send } = open()
  await send('connected', 'ada')
  const { items, cursor } = await other.users('chat').page()
  expect(items.map(({ userId }) => userId)).toEqual(['ada'])
  await send('connected', 'bob')
  await send('disconnected', 'ada')
  const stop = new AbortController()
  const seen: string[] = []
  for await (const change of other.watch('Chat', { since: cursor, signal: stop.signal })) {
    seen.push(toText(change))
    if (seen.length === 2) await send('connected', 'cleo')
    if (seen.length === 3) stop.abort()
  }
  expect(seen).toEqual(['bob online', 'ada offline', 'cleo online'])
  expect((await presence.count('chat')).users).toBe(2)
})

it('misses nothing when it stops after each change and resumes there', async () => {
  const { presence, send } = open()
  const names = Array.from({ length: 100 }, (_, i) => `user ${i}`)
  let { cursor } = await presence.users('chat').page()
  const sending = (async () => {
    for (const name of names) await send('connected', name)
  })()
  const seen: string[] = []
  while (seen.length < names.length) {
    for await (const change of presence.watch('chat', { since: cursor })) {
      seen.push(toText(change))
      cursor = change.cursor
      break
    }
  }
  await sending
  expect(seen).toEqual(names.map((name) => `${name} online`))
})

it('shares the reads of all watches that are at the same place', async () => {
  const store = memoryPresence()
  let reads = 0
  const counted: PresenceStore = {
    ...store,
    changes(...args) {
      reads++
      return store.changes(...args)
    },
  }
  const presence = createPresence({ store: counted, grace: 0 })
  onTestFinished(() => presence.close())
  const client = createClient(createWebhook({}, { use: [presence.middleware] }))
  const { cursor } = await presence.users('chat').page()
  const watches = Array.from({ length: 200 }, async () => {
    const seen: string[] = []
    for await (const change of presence.watch('chat', { since: cursor })) {
      seen.push(toText(change))
      if (seen.length === 3) return seen.join()
    }
    return 'ended'
  })
  for (const userId of ['ada', 'bob', 'cleo'])
    await client.send(eventGrid.connected({ hubName: 'chat', connectionId: userId, userId }))
  expect(new Set(await Promise.all(watches))).toEqual(new Set(['ada online,bob online,cleo online']))
  expect(reads).toBeLessThan(200)
})

/** Presence whose changes are read by a function. */
function openReading(changes: PresenceStore['changes']) {
  const presence = createPresence({ store: { ...memoryPresence(), changes } })
  onTestFinished(() => presence.close())
  return presence
}

const nothing = { changes: [], cursor: 1, isReset: false }

it('tries a read that has failed again at once', async () => {
  let reads = 0
  const presence = openReading(async () => {
    if (reads++ === 0) throw new Error('away')
    return { ...nothing, isReset: true }
  })
  const next = () => presence.watch('chat', { since: '1' })[Symbol.asyncIterator]().next()
  await expect(next()).rejects.toMatchObject({ code: 'STORE_FAILED' })
  expect((await next()).value).toMatchObject({ type: 'reset' })
})

it.each([
  ['answers late', async () => ({ ...nothing, isReset: true })],
  ['fails', () => Promise.reject(new Error('away'))],
  ['does not answer', () => new Promise<never>(() => {})],
])('ends when its signal aborts while it reads, and the store %s', async (_, answer) => {
  const stop = new AbortController()
  const presence = openReading(() => {
    queueMicrotask(() => stop.abort())
    return answer()
  })
  const watch = presence.watch('chat', { since: '1', signal: stop.signal })[Symbol.asyncIterator]()
  expect(await watch.next()).toEqual({ value: undefined, done: true })
})

it('ends at once when its signal aborts', async () => {
  const { presence, send } = open()
  const { cursor } = await presence.users('chat').page()
  for (const name of ['ada', 'bob', 'cleo']) await send('connected', name)
  const stop = new AbortController()
  const seen: string[] = []
  for await (const change of presence.watch('chat', { since: cursor, signal: stop.signal })) {
    seen.push(toText(change))
    stop.abort()
  }
  expect(seen).toEqual(['ada online'])
})

it('reports that changes are missing for a cursor that is too old', async () => {
  const { presence } = open()
  for await (const change of presence.watch('chat', { since: '1' })) {
    expect(change).toEqual({ type: 'reset', cursor: expect.stringMatching(/^\d+$/) })
    break
  }
  expect(() => presence.watch('chat', { since: 'yesterday' })).toThrow(TypeError)
})

it('keeps metadata with a connection', async () => {
  const { presence, send } = open()
  await presence.setMetadata('chat', 'of ada', { device: 'phone' })
  await send('connected', 'ada')
  expect((await presence.user('chat', 'ada')).connections).toMatchObject([{ metadata: { device: 'phone' } }])
  await expect(presence.setMetadata('chat', 'a', 'x'.repeat(4_096))).rejects.toThrow(RangeError)
  await expect(presence.setMetadata('chat', 'a', undefined as never)).rejects.toThrow(TypeError)
})
