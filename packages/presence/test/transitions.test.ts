import { inspect } from 'node:util'
import { createWebhook } from '@signalr-events/core'
import {
  createPresence,
  memoryPresence,
  type Presence,
  type PresenceError,
  type PresenceErrorContext,
  type PresenceOptions,
  type PresenceStore,
  type Session,
  type Transition,
} from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Instances of a server that share a store, and the calls of their handlers. */
function openFleet(size: number, options: PresenceOptions = {}) {
  const store: PresenceStore = options.store ?? memoryPresence()
  const handled: string[] = []
  const errors: PresenceError[] = []
  const write = (state: string) => (transition: Transition) =>
    void handled.push(`${transition.userId} ${state} ${transition.attempt}`)
  const instances = Array.from({ length: size }, () =>
    createPresence({
      onUserOnline: write('online'),
      onUserOffline: write('offline'),
      onError: (error) => void errors.push(error),
      ...options,
      store,
    }),
  )
  onTestFinished(async () => void (await Promise.all(instances.map((each) => each.close()))))
  return { instances, handled, errors, send: createSend(instances) }
}

/** Sends events to one instance after another. */
function createSend(instances: readonly Presence[]) {
  const clients = instances.map(({ middleware }) => createClient(createWebhook({}, { use: [middleware] })))
  let next = 0
  return async (type: 'connected' | 'disconnected', connectionId: string, userId = 'ada') => {
    const timestamp = new Date(Date.now()).toISOString()
    const event = eventGrid[type]({ hubName: 'chat', connectionId, userId, timestamp })
    const answer = await clients[next++ % clients.length]?.send(event)
    expect(answer?.status).toBe(200)
    await vi.advanceTimersByTimeAsync(0)
  }
}

describe('transitions', () => {
  it('are handled once for all instances: online at once, offline after grace', async () => {
    const { send, handled } = openFleet(3)
    await send('connected', 'a')
    await send('connected', 'b')
    expect(handled).toEqual(['ada online 1'])
    await send('disconnected', 'a')
    await send('disconnected', 'b')
    await vi.advanceTimersByTimeAsync(14_999)
    expect(handled).toEqual(['ada online 1'])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(handled).toEqual(['ada online 1', 'ada offline 1'])
  })

  it('do not report a break that is shorter than grace', async () => {
    const { send, handled } = openFleet(2)
    await send('connected', 'a')
    await send('disconnected', 'a')
    await vi.advanceTimersByTimeAsync(10_000)
    await send('connected', 'b')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(handled).toEqual(['ada online 1'])
  })

  it('have the context that handlers need', async () => {
    const seen: Transition[] = []
    const onUserOffline = (transition: Transition) => void seen.push(transition)
    const { send } = openFleet(1, { grace: 0, onUserOffline })
    const start = Date.now()
    await send('connected', 'a')
    await vi.advanceTimersByTimeAsync(5_000)
    await send('disconnected', 'a')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(seen).toEqual([
      {
        id: expect.stringMatching(/^chat\/\d+$/),
        ...{ hubName: 'chat', userId: 'ada', attempt: 1 },
        ...{ at: new Date(start + 5_000), lastSeen: new Date(start + 5_000) },
      },
    ])
  })

  it('are retried with the same id when a handler fails, after increasing delays', async () => {
    const seen: [number, string][] = []
    const start = Date.now()
    const onUserOnline = ({ id }: Transition) => {
      seen.push([Date.now() - start, id])
      if (seen.length < 4) throw new Error('no')
    }
    const { send, errors } = openFleet(1, { onUserOnline })
    await send('connected', 'a')
    await vi.advanceTimersByTimeAsync(60_000)
    const pauses = seen.slice(1).map(([at], i) => at - (seen[i]?.[0] ?? 0))
    expect(pauses.map((ms) => Math.round(ms / 1_000))).toEqual([1, 2, 4])
    expect(new Set(seen.map(([, id]) => id)).size).toBe(1)
    expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('HANDLER_FAILED'))
    expect(errors[0]?.cause).toEqual(new Error('no'))
  })

  it('are reported with hub, handler and transition when they fail, but not in the error', async () => {
    const reports: [PresenceError, PresenceErrorContext][] = []
    const seen: Transition[] = []
    const fail = (transition: Transition) => {
      seen.push(transition)
      throw new Error('no')
    }
    const { send } = openFleet(1, {
      ...{ grace: 0, onUserOnline: () => {}, onUserOffline: fail },
      onError: (...report) => void reports.push(report),
    })
    await send('connected', 'a')
    await send('disconnected', 'a')
    const [[error, context] = []] = reports
    const { transition, ...rest } = context ?? {}
    expect(rest).toEqual({ hubName: 'chat', handler: 'onUserOffline' })
    expect([transition, seen[0]?.userId]).toEqual([seen[0], 'ada'])
    expect(inspect(error, { depth: 5 })).not.toContain('ada')
  })

  it('are reported with hub and handler when they outlive their lease', async () => {
    const reports: [PresenceError, PresenceErrorContext][] = []
    const { send } = openFleet(1, {
      ...{ lease: 5_000, onUserOnline: () => new Promise(() => {}) },
      onError: (...report) => void reports.push(report),
    })
    await send('connected', 'a')
    await vi.advanceTimersByTimeAsync(5_000)
    const [[error, context] = []] = reports
    expect(error?.cause).toEqual(new Error('onUserOnline has not ended within the lease of 5000 ms'))
    expect(context).toMatchObject({ hubName: 'chat', handler: 'onUserOnline', transition: { userId: 'ada' } })
  })

  it('are retried by another instance when one crashes during the handler', async () => {
    const store = memoryPresence()
    const options = { grace: 15_000, lastSeenFor: 0, handles: true, sessions: false, asks: false }
    // In the crashed instance, the handler never ends and timers never run again.
    await store.apply(
      'chat',
      [{ type: 'connected', connectionId: 'a', userId: 'ada', source: '/s', timestamp: '' }],
      options,
    )
    await store.claim('chat', { ...options, lease: 60_000, limit: 1 })
    const { handled } = openFleet(2, { store, lastSeenFor: 0 })
    await vi.advanceTimersByTimeAsync(55_000)
    expect(handled).toEqual([])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(handled).toEqual(['ada online 2'])
  })

  it('of one user wait for each other, and those of others do not', async () => {
    let finish = () => {}
    const running: string[] = []
    const { send } = openFleet(2, {
      grace: 0,
      onUserOnline({ userId }) {
        running.push(`${userId} online`)
        if (userId !== 'ada') return
        return new Promise<void>((resolve) => {
          finish = resolve
        })
      },
      onUserOffline: ({ userId }) => void running.push(`${userId} offline`),
    })
    await send('connected', 'a')
    await send('disconnected', 'a')
    await send('connected', 'b', 'bob')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(running).toEqual(['ada online', 'bob online'])
    finish()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(running).toEqual(['ada online', 'bob online', 'ada offline'])
  })

  it('abort the signal when the lease ends, and when presence is closed', async () => {
    const aborted: boolean[] = []
    const onUserOnline = (_: Transition, { signal }: { signal: AbortSignal }) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted.push(true)
          reject(new Error('too late'))
        })
      })
    const { send, instances } = openFleet(1, { lease: 5_000, onUserOnline })
    await send('connected', 'a')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(aborted).toEqual([true])
    await send('connected', 'b', 'bob')
    const closed = instances[0]?.close()
    await vi.advanceTimersByTimeAsync(1_000)
    await closed
    expect(aborted.length).toBeGreaterThan(1)
  })

  it('move to another instance immediately when presence is closed during the handler', async () => {
    const store = memoryPresence()
    const first = openFleet(1, { store, onUserOnline: () => new Promise<void>(() => {}) })
    await first.send('connected', 'a')
    const closed = first.instances[0]?.close()
    await vi.advanceTimersByTimeAsync(1_000)
    await closed
    const second = openFleet(1, { store })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(second.handled).toEqual(['ada online 2'])
  })

  it('are released when the store answers a claim too late', async () => {
    const store = memoryPresence()
    let claims = 0
    const slow: PresenceStore = {
      ...store,
      async claim(hub, options) {
        const claimed = await store.claim(hub, options)
        if (claims++ === 0) await new Promise((resolve) => setTimeout(resolve, 3_000))
        return claimed
      },
    }
    const { send, handled, errors } = openFleet(1, { store: slow, timeout: 2_000 })
    await send('connected', 'a')
    await vi.advanceTimersByTimeAsync(6_000)
    expect(errors.map(({ code }) => code)).toEqual(['STORE_FAILED'])
    expect(handled).toEqual(['ada online 2'])
  })

  it('report an unavailable store once, and continue when it is back', async () => {
    const store = memoryPresence()
    let isAway = false
    const failing: PresenceStore = {
      ...store,
      claim: (hub, options) => (isAway ? Promise.reject(new Error('away')) : store.claim(hub, options)),
    }
    const { send, handled, errors } = openFleet(1, { store: failing })
    isAway = true
    await send('connected', 'a')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(errors.map(({ code }) => code)).toEqual(['STORE_FAILED'])
    isAway = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect(handled).toEqual(['ada online 1'])
  })

  it('go on for other users when the handler of one never ends, also in a single instance', async () => {
    const handled: string[] = []
    const onUserOnline = ({ userId }: Transition) => {
      if (userId === 'stuck') return new Promise(() => {})
      return handled.push(userId)
    }
    const { send, errors } = openFleet(1, { onUserOnline, lease: 1_000 })
    await send('connected', 'a', 'stuck')
    await vi.advanceTimersByTimeAsync(250_000)
    await send('connected', 'b', 'bob')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(handled).toEqual(['bob'])
    expect(errors[0]).toMatchObject({
      code: 'HANDLER_FAILED',
      cause: new Error('onUserOnline has not ended within the lease of 1000 ms'),
    })
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['HANDLER_FAILED']))
  })

  it('are found in new hubs of other instances after the clock was set back', async () => {
    const store = memoryPresence()
    const { handled } = openFleet(1, { store })
    await vi.advanceTimersByTimeAsync(1_500)
    vi.setSystemTime(Date.now() - 60 * 60_000)
    const event = { type: 'connected', connectionId: 'a', userId: 'ada', source: '/s' } as const
    const options = { grace: 0, lastSeenFor: 0, handles: true, sessions: false, asks: false }
    store.apply('news', [{ ...event, timestamp: new Date().toISOString() }], options)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(handled).toEqual(['ada online 1'])
  })

  it('report nothing when an instance is replaced by one with a different grace period', async () => {
    const store = memoryPresence()
    const before = openFleet(1, { store, grace: 1_000 })
    await before.send('connected', 'a')
    await vi.advanceTimersByTimeAsync(10_000)
    await before.instances[0]?.close()
    const after = openFleet(1, { store, grace: 2_000 })
    await after.send('connected', 'b')
    await vi.advanceTimersByTimeAsync(10_000)
    expect([...before.errors, ...after.errors]).toEqual([])
  })

  it('report instances with a different grace period once', async () => {
    const store = memoryPresence()
    const one = openFleet(1, { store, grace: 1_000 })
    const other = openFleet(1, { store, grace: 2_000 })
    await one.send('connected', 'a')
    await other.send('connected', 'b')
    await vi.advanceTimersByTimeAsync(10_000)
    for (const { errors } of [one, other]) expect(errors.map(({ code }) => code)).toEqual(['OPTIONS_DIFFER'])
  })
})

describe('maxAge', () => {
  it('hands over sessions again when one call never ends', async () => {
    const calls: number[] = []
    const sessions = (list: readonly Session[]) => {
      calls.push(list.length)
      return calls.length === 1 ? new Promise(() => {}) : undefined
    }
    const { send, errors } = openFleet(1, { sessions, maxAge: 60_000, lease: 5_000 })
    await send('connected', 'a')
    await vi.advanceTimersByTimeAsync(5 * 60_000)
    expect(calls).toEqual([1, 1])
    expect(errors.map(({ code }) => code)).toEqual(['HANDLER_FAILED'])
  })

  it('ends only older connections', async () => {
    const { send, instances, handled } = openFleet(2, { maxAge: 60 * 60_000, grace: 0 })
    await send('connected', 'a')
    await vi.advanceTimersByTimeAsync(30 * 60_000)
    await send('connected', 'b', 'bob')
    await vi.advanceTimersByTimeAsync(32 * 60_000)
    expect(await instances[0]?.count('chat')).toEqual({ users: 1, connections: 1 })
    expect(handled).toEqual(['ada online 1', 'bob online 1', 'ada offline 1'])
  })
})

describe('close', () => {
  it('leaves no timer', async () => {
    const { instances, send } = openFleet(1)
    await send('connected', 'a')
    await instances[0]?.close()
    expect(vi.getTimerCount()).toBe(0)
  })
})
