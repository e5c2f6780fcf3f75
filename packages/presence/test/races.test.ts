import { createWebhook } from '@signalr-events/core'
import {
  createPresence,
  memoryPresence,
  type PresenceError,
  type PresenceOptions,
  type PresenceStore,
  type Session,
  type TransitionHandler,
} from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open(options: PresenceOptions = {}) {
  const errors: PresenceError[] = []
  const presence = createPresence({ onError: (error) => void errors.push(error), ...options })
  const client = createClient(createWebhook({}, { use: [presence.middleware], onError() {} }))
  onTestFinished(() => presence.close())
  return { presence, client, errors }
}

const ada = { hubName: 'chat', userId: 'ada' }
const old = () => new Date(Date.now() - 24.6 * 60 * 60_000).toISOString()

describe('erase', () => {
  it('erases a connection that comes in the middle, too', async () => {
    const store = memoryPresence()
    const { client, presence } = open({ store, grace: 0 })
    await client.send(eventGrid.connected({ ...ada, connectionId: 'a' }))
    const { forget } = store
    let times = 0
    Object.assign(store, {
      async forget(hub: string, userId: string) {
        if (times++ === 0) await client.send(eventGrid.connected({ ...ada, connectionId: 'b' }))
        return forget(hub, userId)
      },
    })
    await presence.erase('ada')
    expect(await presence.user('chat', 'ada')).toMatchObject({ online: false, connections: [] })
    expect(await presence.count('chat')).toEqual({ users: 0, connections: 0 })
    await client.send(eventGrid.connected({ ...ada, connectionId: 'c' }))
    expect(await presence.count('chat')).toEqual({ users: 1, connections: 1 })
  })

  it('calls no handler, not even of an instance that asks in the middle', async () => {
    const store = memoryPresence()
    const { client, presence } = open({ store, grace: 0 })
    const onUserOffline = vi.fn()
    open({ store, grace: 0, onUserOffline })
    await client.send(eventGrid.connected({ ...ada, connectionId: 'a' }))
    await vi.advanceTimersByTimeAsync(2_000)
    const { forget } = store
    Object.assign(store, {
      async forget(hub: string, userId: string) {
        await new Promise((resolve) => setTimeout(resolve, 1_900))
        return forget(hub, userId)
      },
    })
    const erased = presence.erase('ada')
    await vi.advanceTimersByTimeAsync(120_000)
    await erased
    expect(onUserOffline).not.toHaveBeenCalled()
  })

  it('erases connections about which the service was not asked yet', async () => {
    const exists = { connectionExists: async () => true }
    const service = { endpoint: 'http://localhost', hub: () => exists }
    const { client, presence } = open({ service: () => service })
    const late = eventGrid.connected({ ...ada, connectionId: 'a', timestamp: old() })
    await client.send(late)
    await presence.erase('ada')
    await client.send(late)
    const reconciled = presence.reconcile('chat')
    await vi.advanceTimersByTimeAsync(1_000)
    await reconciled
    expect(await presence.count('chat')).toEqual({ users: 0, connections: 0 })
  })
})

describe('a store', () => {
  it('that answers fewer events than it got has failed', async () => {
    const { client } = open({ store: { ...memoryPresence(), apply: () => [] } })
    expect((await client.send(eventGrid.connected(ada))).status).toBe(503)
  })

  it('that throws at a claim is reported by its code', async () => {
    const store: PresenceStore = {
      ...memoryPresence(),
      claim() {
        throw new Error('away')
      },
    }
    const { client, errors } = open({ store })
    await client.send(eventGrid.connected(ada))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(errors.map(({ code }) => code)).toEqual(['STORE_FAILED'])
  })
})

describe('handlers of transitions', () => {
  it('are called for the hubs that are known while the list of hubs cannot be read', async () => {
    const seen: string[] = []
    const onUserOffline: TransitionHandler = ({ userId }) => void seen.push(userId)
    const hubs = () => Promise.reject(new Error('away'))
    const { client, errors } = open({ store: { ...memoryPresence(), hubs }, grace: 1_000, onUserOffline })
    await client.send(eventGrid.connected({ ...ada, connectionId: 'a' }))
    await vi.advanceTimersByTimeAsync(2_000)
    await client.send(eventGrid.disconnected({ ...ada, connectionId: 'a' }))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(seen).toEqual(['ada'])
    expect(errors.map(({ code }) => code)).toEqual(['STORE_FAILED'])
  })

  it('that are all busy do not make an instance ask again and again', async () => {
    const store = memoryPresence()
    const claim = vi.spyOn(store, 'claim')
    const finish: (() => void)[] = []
    const handled: string[] = []
    const onUserOnline: TransitionHandler = ({ userId }) => {
      handled.push(userId)
      return new Promise<void>((resolve) => finish.push(resolve))
    }
    const { client } = open({ store, onUserOnline })
    const events = Array.from({ length: 150 }, (_, i) =>
      eventGrid.connectedEvent({ hubName: 'chat', userId: `u${i}`, connectionId: `c${i}` }),
    )
    await client.send(eventGrid.batch(events))
    await vi.advanceTimersByTimeAsync(100)
    expect(handled).toHaveLength(100)
    claim.mockClear()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(claim.mock.calls.length).toBeLessThan(15)
    for (const each of finish.splice(0)) each()
    await vi.advanceTimersByTimeAsync(100)
    expect(handled).toHaveLength(150)
    for (const each of finish) each()
  })

  it('are aborted when the lease ends at the store, however late it answers', async () => {
    const store = memoryPresence()
    const slow: PresenceStore = {
      ...store,
      async claim(hub, options) {
        const claimed = await store.claim(hub, options)
        await new Promise((resolve) => setTimeout(resolve, 1_500))
        return claimed
      },
    }
    let abortedAt = 0
    const onUserOnline: TransitionHandler = (_, { signal }) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          abortedAt ||= Date.now()
          resolve()
        })
      })
    const { client } = open({ store: slow, lease: 5_000, onUserOnline })
    const start = Date.now()
    await client.send(eventGrid.connected(ada))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(abortedAt - start).toBeLessThanOrEqual(5_010)
  })

  it('are not called after close, which does not wait for the store', async () => {
    const store = memoryPresence()
    let answer = () => {}
    const slow: PresenceStore = {
      ...store,
      async claim(hub, options) {
        const claimed = await store.claim(hub, options)
        await new Promise<void>((resolve) => {
          answer = resolve
        })
        return claimed
      },
    }
    const onUserOnline = vi.fn()
    const { client, presence } = open({ store: slow, timeout: 60_000, onUserOnline })
    await client.send(eventGrid.connected(ada))
    await vi.advanceTimersByTimeAsync(10)
    const closed = presence.close()
    await vi.advanceTimersByTimeAsync(2_000)
    await closed
    answer()
    await vi.advanceTimersByTimeAsync(10)
    expect(onUserOnline).not.toHaveBeenCalled()
    const { transitions } = await store.claim('chat', {
      ...{ grace: 15_000, lastSeenFor: 0, handles: true, sessions: false, asks: false },
      ...{ lease: 1_000, limit: 10 },
    })
    expect(transitions).toMatchObject([{ userId: 'ada', attempt: 2 }])
  })
})

describe('sessions that are never taken', () => {
  const never = () => new Promise<never>(() => {})

  async function openWithEnded(more: PresenceOptions = {}) {
    const calls: (readonly Session[])[] = []
    const sessions = (list: readonly Session[]) => {
      calls.push(list)
      return never()
    }
    const opened = open({ maxAge: 60_000, grace: 1_000, sessions, ...more })
    await opened.client.send(eventGrid.connected({ ...ada, connectionId: 'a' }))
    await vi.advanceTimersByTimeAsync(100_000)
    expect(calls).toHaveLength(1)
    return { ...opened, calls }
  }

  it('do not keep others from going offline', async () => {
    const seen: string[] = []
    const onUserOffline: TransitionHandler = ({ userId }) => void seen.push(userId)
    const { client } = await openWithEnded({ onUserOffline })
    await client.send(eventGrid.connected({ hubName: 'chat', userId: 'bob', connectionId: 'b' }))
    await vi.advanceTimersByTimeAsync(100_000)
    expect(seen).toContain('bob')
  })

  it('do not keep presence from closing', async () => {
    const { presence } = await openWithEnded()
    let isClosed = false
    void presence.close().then(() => {
      isClosed = true
    })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(isClosed).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('cursors', () => {
  it('that are none are refused', async () => {
    const { presence, client } = open()
    await client.send(eventGrid.connected(ada))
    const expected = new TypeError("presence: 'cursor' must be the `next` of a page")
    for (const cursor of ['yesterday', '', '1.5']) {
      await expect(presence.users('chat').page(cursor)).rejects.toThrow(expected)
      await expect(presence.connections('chat').page(cursor)).rejects.toThrow(expected)
      expect(() => presence.watch('chat', { since: cursor })).toThrow(TypeError)
    }
    const number = 1 as unknown as string
    const notText = new TypeError("presence: 'cursor' must be a string")
    await expect(presence.users('chat').page(number)).rejects.toThrow(notText)
    await expect(presence.connections('chat').page(number)).rejects.toThrow(notText)
  })
})

it('a store that fails is no wrong cursor', async () => {
  const memory = memoryPresence()
  const cause = new TypeError('a fault of the store')
  const store = {
    ...memory,
    count: () => Promise.reject(cause),
    users: () => Promise.reject(new Error('down')),
  }
  const presence = createPresence({ store })
  onTestFinished(() => presence.close())
  await expect(presence.count('chat')).rejects.toMatchObject({ code: 'STORE_FAILED', cause })
  await expect(presence.users('chat').page()).rejects.toMatchObject({ code: 'STORE_FAILED' })
  await expect(presence.users('chat').page('1')).rejects.toMatchObject({ code: 'STORE_FAILED' })
})

describe('listeners', () => {
  it('that throw or reject break nothing', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => logged.mockRestore())
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    onTestFinished(() => void process.off('unhandledRejection', unhandled))
    const fail = () => Promise.reject(new Error('away'))
    for (const onError of [
      () => Promise.reject(new Error('log')),
      () => {
        throw new Error('log')
      },
    ]) {
      open({ store: { ...memoryPresence(), hubs: fail }, onError })
      await vi.advanceTimersByTimeAsync(3_000)
    }
    vi.useRealTimers()
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).not.toHaveBeenCalled()
    expect(logged.mock.calls.map(([error]) => String(error))).toEqual(['Error: log', 'Error: log'])
  })
})

it('reconcile rejects after close', async () => {
  const service = { endpoint: 'http://localhost', hub: () => ({ connectionExists: async () => true }) }
  const { presence } = open({ service: () => service })
  await presence.close()
  await expect(presence.reconcile('chat')).rejects.toMatchObject({ code: 'CLOSED' })
})
