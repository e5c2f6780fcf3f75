import { createWebhook } from '@signalr-events/core'
import { createPresence, memoryPresence, type PresenceEvent } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'

const hour = 60 * 60 * 1000
const hostile = ['__proto__', 'a\0b', '{a}b', 'x'.repeat(1000), '\ud800', 'a b', '+inf']

function toEvent(
  type: PresenceEvent['type'],
  id: string,
  at = Date.now(),
  userId = `user of ${id}`,
): PresenceEvent {
  return { type, connectionId: id, userId, source: '/s', timestamp: new Date(at).toISOString(), at }
}

afterEach(() => void vi.useRealTimers())

describe('the memory store', () => {
  it('says the same after events in any order and any number', () => {
    const events = ['a', 'b', 'c'].map((id) => toEvent('connected', id))
    events.push(toEvent('disconnected', 'a'), toEvent('disconnected', 'b'))
    const orders = fc
      .tuple(fc.shuffledSubarray(events), fc.shuffledSubarray(events, { minLength: events.length }))
      .map(([some, all]) => [...some, ...all])
    fc.assert(
      fc.property(orders, (order) => {
        const store = memoryPresence()
        for (const event of order) store.apply('chat', [event])
        expect(store.connections('chat')).toMatchObject([{ connectionId: 'c' }])
        expect(store.count('chat')).toEqual({ users: 1, connections: 1 })
      }),
    )
  })

  it('answers each row of the table of evidence', () => {
    const store = memoryPresence()
    const old = Date.now() - 24.6 * hour
    const apply = (...args: Parameters<typeof toEvent>) => store.apply('chat', [toEvent(...args)])
    expect(apply('connected', 'stale', old)).toEqual(['stale'])
    expect(apply('disconnected', 'stale', old)).toEqual(['stale'])
    expect(apply('connected', 'a')).toEqual(['new'])
    expect(apply('connected', 'a')).toEqual(['same'])
    expect(apply('connected', 'a', old)).toEqual(['same'])
    expect(apply('disconnected', 'a', old)).toEqual(['ended'])
    expect(apply('disconnected', 'a')).toEqual(['same'])
    expect(apply('connected', 'a')).toEqual(['late'])
    expect(apply('disconnected', 'b')).toEqual(['unseen-ended'])
    expect(apply('connected', 'b')).toEqual(['late'])
  })

  it('makes no ghost of a connected event that comes after its tombstone, with clocks 29 minutes apart', () => {
    vi.useFakeTimers()
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 * 60 }),
        fc.integer({ min: 0, max: 60 * 60 }),
        fc.integer({ min: -29, max: 29 }),
        (goneAfter, comesAfter, skew) => {
          const store = memoryPresence()
          const start = 1_800_000_000_000
          const at = start + skew * 60_000
          const deliver = (minutes: number, type: PresenceEvent['type']) => {
            vi.setSystemTime(start + minutes * 60_000)
            store.apply('chat', [toEvent(type, 'a', at)])
          }
          const steps = [
            { minutes: goneAfter, type: 'disconnected' },
            { minutes: comesAfter, type: 'connected' },
          ] as const
          for (const { minutes, type } of steps.toSorted((a, b) => a.minutes - b.minutes))
            deliver(minutes, type)
          expect(store.connections('chat')).toEqual([])
        },
      ),
    )
  })

  it('narrows the window when it must forget tombstones early', () => {
    vi.useFakeTimers()
    const store = memoryPresence({ max: 2 })
    const first = Date.now()
    for (const id of ['a', 'b', 'c', 'd']) store.apply('chat', [toEvent('disconnected', id)])
    vi.advanceTimersByTime(1000)
    expect(store.apply('chat', [toEvent('connected', 'a', first)])).toEqual(['stale'])
    vi.advanceTimersByTime(hour)
    expect(store.apply('chat', [toEvent('connected', 'e')])).toEqual(['new'])
  })

  it('takes users and hubs of any text', () => {
    const store = memoryPresence()
    for (const name of hostile) store.apply(name, [toEvent('connected', name, Date.now(), name)])
    for (const name of hostile) expect(store.connectionsOf(name, name)).toHaveLength(1)
    expect(store.hubs()).toEqual(hostile)
  })
})

describe('presence', () => {
  it('answers who is online, whatever the case of the hub', async () => {
    const presence = createPresence()
    const client = createClient(createWebhook({}, { use: [presence.middleware] }))
    const ada = { hubName: 'Chat', userId: 'ada', connectionId: 'a' }
    await client.send(eventGrid.connected(ada))
    expect(await presence.areOnline('chat', ['ada', 'bob'])).toEqual(new Set(['ada']))
    await client.send(eventGrid.disconnected(ada))
    expect(await presence.isOnline('CHAT', 'ada')).toBe(false)
    expect(await presence.lastSeen('chat', 'ada')).toBeInstanceOf(Date)
    expect(await presence.hubs()).toEqual(['chat'])
    expect(await presence.status('chat')).toMatchObject({ complete: false })
  })

  it('rejects, and answers 503, when the store fails', async () => {
    const fail = () => Promise.reject(new Error('away'))
    const store = { ...memoryPresence(), apply: fail, count: fail }
    const presence = createPresence({ store })
    const client = createClient(createWebhook({}, { use: [presence.middleware], onError() {} }))
    expect((await client.send(eventGrid.connected())).status).toBe(503)
    await expect(presence.count('chat')).rejects.toMatchObject({ code: 'STORE_FAILED' })
    await presence.close()
    await expect(presence.hubs()).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('applies a delivery in one call for each hub', async () => {
    const store = memoryPresence()
    const apply = vi.spyOn(store, 'apply')
    const presence = createPresence({ store })
    const client = createClient(createWebhook({ connected() {} }, { use: [presence.middleware] }))
    const events = ['a', 'b', 'a'].map((hubName) => eventGrid.connectedEvent({ hubName }))
    await client.send(eventGrid.batch(events))
    expect(apply).toHaveBeenCalledTimes(2)
  })

  it('refuses unknown options', () => {
    expect(() => createPresence({ other: 1 } as object)).toThrow(TypeError)
  })
})
