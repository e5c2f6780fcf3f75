import { EventEmitter, once } from 'node:events'
import { createServiceClient } from '@signalr-events/management'
import { createPresence, memoryPresence, type PresenceService, type Session } from '@signalr-events/presence'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  change,
  exists,
  fail,
  hour,
  minute,
  missing,
  missingAre,
  noteWrites,
  open,
  source,
  startService,
  toIds,
  toTimestamp,
  yes,
} from './support/reconcile.js'

// What goes wrong around a pass: slow services, instances that wait, errors of users, times that are wrong.

describe('the instance that asks', () => {
  it('goes on asking alone, however long a page takes', async () => {
    let wait = (_: number): unknown => undefined
    let whileAsked = async (): Promise<unknown> => undefined
    const instances = await open(async (id, ...rest) => {
      // An answer takes eight seconds, and four are under way.
      wait(2_000)
      await whileAsked()
      exists(id, ...rest)
    }, toIds(40))
    wait = instances.wait
    const other = instances.openInstance()
    const others: number[] = []
    whileAsked = async () => others.push((await other.reconcile('chat'))[0]?.asked ?? -1)
    expect(await instances.run()).toMatchObject({ asked: 40, found: 40 })
    expect(new Set(others)).toEqual(new Set([0]))
  })

  it('asks no more once another one leads', async () => {
    const held: (() => void)[] = []
    const { presence, openInstance, wait, asked, reconciledAt } = await open(
      (id, ...rest) => void held.push(() => exists(id, ...rest)),
      toIds(40),
    )
    const paused = presence.reconcile()
    await expect.poll(() => held.length).toBe(4)
    wait(31_000)
    const other = openInstance().reconcile()
    await expect.poll(() => held.length).toBe(8)
    const releasing = setInterval(() => held.pop()?.(), 1)
    onTestFinished(() => clearInterval(releasing))
    expect((await paused)[0]).toMatchObject({ asked: 4 })
    expect((await other)[0]).toMatchObject({ asked: 40, found: 40 })
    expect(asked).toHaveLength(44)
    expect(await reconciledAt()).toBeInstanceOf(Date)
  })

  it('reports no pass when another one leads', async () => {
    const onPass = vi.fn()
    const { store, run } = await open(exists, ['a'], { reconcile: { onPass } })
    await store.lead('another', hour)
    expect(await run()).toMatchObject({ asked: 0 })
    expect(onPass).not.toHaveBeenCalled()
  })

  it('asks once when it is asked to by hand during a pass', async () => {
    const held: (() => void)[] = []
    const { presence, asked } = await open((id, ...rest) => void held.push(() => exists(id, ...rest)), ['a'])
    const passes = [presence.reconcile(), presence.reconcile('Chat')]
    await expect.poll(() => held.length).toBe(1)
    const releasing = setInterval(() => held.pop()?.(), 1)
    onTestFinished(() => clearInterval(releasing))
    const [first, second] = await Promise.all(passes)
    expect(first).toEqual(second)
    expect(asked).toEqual(['a'])
  })

  it('looks at other hubs when one fails', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const store = memoryPresence()
    const timestamp = new Date().toISOString()
    for (const hub of ['bad', 'good'])
      await store.apply(
        hub,
        [{ type: 'connected', connectionId: 'a', userId: 'ada', source, timestamp }],
        change,
      )
    const codes: string[] = []
    const presence = createPresence({
      ...{ maxAge: 1, onError: ({ code }) => void codes.push(code) },
      store: {
        ...store,
        connections(hub, ...rest) {
          if (hub === 'bad') throw new Error('no answer')
          return store.connections(hub, ...rest)
        },
      },
    })
    onTestFinished(() => presence.close())
    await vi.advanceTimersByTimeAsync(40_000)
    expect([codes, await presence.count('good')]).toEqual([['STORE_FAILED'], { users: 0, connections: 0 }])
  })
})

describe('a pass that is closed', () => {
  it('ends although the service does not answer and ignores the signal', async () => {
    const silent: PresenceService = {
      endpoint: 'http://localhost',
      hub: () => ({ connectionExists: () => new Promise(() => {}) }),
    }
    const { presence, store } = await open(exists, toIds(10), { service: silent })
    const running = presence.reconcile()
    await expect.poll(async () => (await store.status('chat')).events.new).toBe(10)
    await presence.close()
    expect(await running).toEqual([expect.objectContaining({ found: 0, ended: 0 })])
    expect((await store.status('chat')).reconciledAt).toBeUndefined()
    await expect(presence.reconcile('chat')).rejects.toMatchObject({ code: 'CLOSED' })
    await expect(presence.reconcile()).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('writes nothing afterwards, and is awaited', async () => {
    let isClosed = false
    const late: string[] = []
    const held: (() => void)[] = []
    const { presence } = await open((id, ...rest) => void held.push(() => exists(id, ...rest)), toIds(10), {
      wrap: (store) => noteWrites(store, (name) => isClosed && late.push(name)),
    })
    const running = presence.reconcile()
    await expect.poll(() => held.length).toBe(4)
    await presence.close()
    isClosed = true
    for (const each of held) each()
    await running
    expect(late).toEqual([])
  })

  it('is awaited until its answers are written', async () => {
    const steps = new EventEmitter()
    const judging = once(steps, 'judging')
    const order: string[] = []
    const { presence } = await open(exists, ['a'], {
      wrap: (store) => ({
        ...store,
        async judge(...args) {
          steps.emit('judging')
          await once(steps, 'release')
          order.push('written')
          return store.judge(...args)
        },
      }),
    })
    const running = presence.reconcile()
    await judging
    const closing = presence.close().then(() => order.push('closed'))
    for (let i = 0; i < 10; i++) await new Promise(setImmediate)
    steps.emit('release')
    await Promise.all([running, closing])
    expect(order).toEqual(['written', 'closed'])
  })

  it('is not complete if it was waiting for its turn', async () => {
    const { presence, store, asked } = await open(exists, toIds(3), { reconcile: { perSecond: 1 } })
    const running = presence.reconcile()
    await expect.poll(() => asked.length).toBe(1)
    await presence.close()
    await running
    expect((await store.status('chat')).reconciledAt).toBeUndefined()
  })
})

describe('a service', () => {
  it('that says yes to everything confirms nothing', async () => {
    const { run, apply, list, store, now, wait } = await open(yes, ['a'], { age: 11 * minute })
    await apply('connected', ['old'], { timestamp: toTimestamp(now() - 30 * hour) })
    expect(await run()).toMatchObject({ found: 0, failed: 2 })
    expect(await list()).toEqual(['a'])
    wait(5 * minute)
    // Its disconnected event is older than the answer.
    await apply('disconnected', ['a'], { timestamp: toTimestamp(now() - 10 * minute) })
    expect((await store.status('chat')).events).toMatchObject({ ended: 1, refuted: 0 })
  })

  it('that is not found, or throws, keeps no other from being asked', async () => {
    const { service } = await startService(exists)
    const { presence, apply, wait, codes, reconciledAt } = await open(exists, [], {
      service: (each) => {
        if (each === 'bad') throw new Error('no such resource')
        return each === source ? service : undefined
      },
    })
    for (const each of ['bad', 'other', source]) await apply('connected', [`of ${each}`], { source: each })
    wait(hour)
    expect(await presence.reconcile()).toEqual([expect.objectContaining({ asked: 1, found: 1 })])
    expect([codes, await reconciledAt()]).toEqual([['MISCONFIGURED'], undefined])
  })

  it('that refuses the credential keeps no other from being asked', async () => {
    const refusing = await startService(fail(401))
    const other = await startService(exists)
    const { run, apply, wait } = await open(exists, [], {
      service: (each) => (each === source ? other.service : refusing.service),
    })
    await apply('connected', ['a'], { source: 'refusing' })
    await apply('connected', ['b'])
    wait(hour)
    for (let i = 0; i < 3; i++) {
      expect(await run()).toMatchObject({ found: 1, failed: i === 0 ? 1 : 0 })
      wait(11 * minute)
    }
  })

  it('is of the events if its source is, whatever its host', async () => {
    const { connectionString } = await startService(exists)
    const of = (each: string) => createServiceClient(connectionString, { source: each })
    const own = await open(exists, ['a'], { service: of(source.toUpperCase()) })
    expect(await own.run()).toMatchObject({ found: 1 })
    const another = await open(exists, ['a'], { service: of(`${source}-of-another`) })
    expect(await another.run()).toMatchObject({ asked: 0 })
    expect(another.codes).toEqual(['MISCONFIGURED'])
  })

  it('without an endpoint is no option', () => {
    const hub = () => ({ connectionExists: async () => true })
    expect(() => createPresence({ service: { hub } as never })).toThrow("'service' must be")
  })

  it.each([
    ['App_Chat', 'app_chat'],
    ['chat`,.[]', 'chat%60%2C.%5B%5D'],
  ])('is asked about the hub %s', async (name, path) => {
    const { paths, service } = await startService(exists)
    const { store, presence, now, wait } = await open(exists, [], { service })
    const timestamp = new Date(now()).toISOString()
    const event = { type: 'connected', userId: 'ada', source, timestamp } as const
    const ids = ['a/b?c#d', '..', 'é']
    const events = ids.map((connectionId) => ({ ...event, connectionId }))
    await store.apply(name.toLowerCase(), events, change)
    wait(hour)
    // `..` would leave the hub, so it is not asked about.
    expect(await presence.reconcile(name)).toMatchObject([{ hub: name.toLowerCase(), found: 2, failed: 1 }])
    // Two are asked about at a time, so they arrive in any order.
    const asked = paths.filter((each) => !each.includes('never-')).sort()
    expect(asked).toEqual(['%C3%A9', 'a%2Fb%3Fc%23d'].map((id) => `/api/hubs/${path}/connections/${id}`))
  })

  it('is not asked about a hub that cannot be its own', async () => {
    const { store, presence, now, wait, paths, codes } = await open(exists, ['a'])
    const timestamp = new Date(now()).toISOString()
    const event = {
      type: 'connected',
      connectionId: 'b',
      userId: 'ada',
      source,
      timestamp,
    } as const
    await store.apply('../x?y#z', [event], change)
    wait(hour)
    expect(await presence.reconcile()).toMatchObject([{ found: 1 }, { hub: '../x?y#z', failed: 1 }])
    expect(paths.filter((path) => !path.startsWith('/api/hubs/chat/'))).toEqual([])
    expect(codes).toEqual(['SERVICE_FAILED'])
  })
})

describe('a pass', () => {
  it('asks no more after the store has failed', async () => {
    let questions = 0
    const { presence, asked, reconciledAt } = await open(exists, toIds(40), {
      wrap: (store) => ({
        ...store,
        now() {
          if (++questions === 7) throw new Error('the store is away')
          return store.now()
        },
      }),
    })
    await expect(presence.reconcile()).rejects.toMatchObject({ code: 'STORE_FAILED' })
    const first = asked.length
    expect([first < 10, await reconciledAt()]).toEqual([true, undefined])
    await presence.reconcile()
    expect(asked.length).toBe(first + 40)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('of the user')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('of the user')
      },
    ],
  ])('goes on when a listener %s', async (_, onPass) => {
    const printed = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => printed.mockRestore())
    const { run, list } = await open(missing, ['a'], { onError: onPass, reconcile: { onPass } })
    await run()
    await run()
    expect(await list()).toEqual([])
    expect(printed.mock.calls).toEqual([[expect.any(Error)], [expect.any(Error)]])
  })

  it('does not wait when the time of day is set back', { timeout: 10_000 }, async () => {
    const { run } = await open(exists, toIds(10), { reconcile: { perSecond: 100 } })
    const ahead = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + hour)
    setTimeout(() => ahead.mockRestore(), 20)
    expect(await run()).toMatchObject({ found: 10 })
  })

  it('asks about all that are not yet believed, although some have no answer', async () => {
    const { run, apply, list, now } = await open(
      (id, ...rest) => (id.startsWith('broken') ? fail(404) : exists)(id, ...rest),
      [],
    )
    const timestamp = toTimestamp(now() - 30 * hour)
    await apply('connected', toIds(400, 'broken'), { timestamp })
    await apply('connected', ['a', 'b'], { timestamp })
    expect(await run()).toMatchObject({ asked: 402, found: 2 })
    expect(await list()).toEqual(['a', 'b'])
  })

  it('asks about connections whose time is of the future, or not readable', async () => {
    const sessions: Session[] = []
    const ids = ['future', 'unreadable', 'present']
    const { run, apply, now, wait, presence } = await open(missingAre(...ids), ['a'], {
      sessions: (list) => void sessions.push(...list),
    })
    const before = now()
    await apply('connected', ['future'], { timestamp: toTimestamp(before + 1_000 * hour) })
    await apply('connected', ['unreadable'], { timestamp: 'yesterday' })
    await apply('connected', ['present'])
    wait(hour)
    await run()
    await run()
    expect((await presence.count('chat')).connections).toBe(1)
    await expect.poll(() => sessions.length).toBe(3)
    for (const { endedAt, durationMs = 0, uncertainMs = 0 } of sessions) {
      expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(before - hour)
      expect(Date.parse(endedAt)).toBeLessThanOrEqual(now())
      expect(durationMs).toBeLessThan(3 * hour)
      expect(uncertainMs).toBeLessThan(3 * hour)
    }
  })
})
