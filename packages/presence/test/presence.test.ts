import { type ConnectionEvent, createWebhook } from '@signalr-events/core'
import {
  type Connection,
  createPresence,
  memoryPresence,
  type PresenceOptions,
} from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

afterEach(() => void vi.useRealTimers())

function open(options: PresenceOptions = {}, handlers: Parameters<typeof createWebhook>[0] = {}) {
  const presence = createPresence(options)
  onTestFinished(() => presence.close())
  const webhook = createWebhook(handlers, { use: [presence.middleware], onError() {} })
  return { presence, client: createClient(webhook) }
}

async function listAll<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of list) items.push(item)
  return items
}

const ada = { hubName: 'chat', userId: 'ada' }

describe('presence', () => {
  it('answers who is online', async () => {
    const { presence, client } = open()
    await client.send(eventGrid.connected({ ...ada, connectionId: 'a' }))
    await client.send(eventGrid.connected({ hubName: 'chat', userId: null, connectionId: 'b' }))
    expect(await presence.isOnline('chat', 'ada')).toBe(true)
    expect(await presence.isOnline('chat', 'bob')).toBe(false)
    expect(await presence.areOnline('chat', ['ada', 'bob'])).toEqual(new Set(['ada']))
    expect(await presence.count('chat')).toEqual({ users: 1, connections: 2 })
    expect(await presence.hubs()).toEqual(['chat'])
    expect(await listAll(presence.users('chat'))).toEqual([
      { userId: 'ada', since: expect.any(Date), connections: 1 },
    ])
    expect(
      (await listAll(presence.connections('chat', { pageSize: 1 }))).map((each) => each.connectionId),
    ).toEqual(['a', 'b'])
    expect((await presence.connections('chat', { pageSize: 1 }).page()).next).toEqual(expect.any(String))
  })

  it('compares hubs without regard to case', async () => {
    const { presence, client } = open()
    await client.send(eventGrid.connected({ ...ada, hubName: 'Chat' }))
    expect(await presence.isOnline('CHAT', 'ada')).toBe(true)
    expect(await presence.hubs()).toEqual(['chat'])
  })

  it('returns when an offline user was last seen', async () => {
    const { presence, client } = open({ grace: 0 })
    await client.send(eventGrid.connected({ ...ada, connectionId: 'a' }))
    expect(await presence.user('chat', 'ada')).toMatchObject({
      online: true,
      connections: [{ connectionId: 'a' }],
    })
    const timestamp = new Date(Date.now() - 1_000).toISOString()
    await client.send(eventGrid.disconnected({ ...ada, connectionId: 'a', timestamp }))
    const lastSeen = new Date(timestamp)
    expect(await presence.user('chat', 'ada')).toEqual({
      online: false,
      since: undefined,
      connections: [],
      lastSeen,
    })
    expect(await presence.lastSeen('chat', 'ada')).toEqual(lastSeen)
    expect(await presence.lastSeen('chat', 'bob')).toBe(undefined)
  })

  it('returns the user of a connection that has ended to handlers', async () => {
    const seen: (Connection | undefined)[] = []
    const look = (event: ConnectionEvent) => void seen.push(presence.connectionOf(event))
    const { presence, client } = open({}, { connected: look, disconnected: look })
    await client.send(eventGrid.connected({ ...ada, connectionId: 'a' }))
    await client.send(eventGrid.disconnected({ hubName: 'chat', connectionId: 'a', userId: null }))
    await client.send(eventGrid.disconnected({ hubName: 'chat', connectionId: 'b', userId: null }))
    const known = {
      connectionId: 'a',
      userId: 'ada',
      connectedAt: expect.any(String),
      source: expect.any(String),
    }
    expect(seen).toEqual([known, known, undefined])
  })

  it('forgets a user in all hubs, for whom no handler is called', async () => {
    const onUserOffline = vi.fn()
    const { presence, client } = open({ grace: 0, onUserOffline })
    for (const hubName of ['chat', 'news']) {
      await client.send(eventGrid.connected({ hubName, userId: 'ada', connectionId: hubName }))
    }
    await presence.erase('ada')
    for (const hub of ['chat', 'news']) {
      const nobody = { online: false, since: undefined, connections: [], lastSeen: undefined }
      expect(await presence.user(hub, 'ada')).toEqual(nobody)
    }
    // The connection stays forgotten, even if its event is redelivered.
    await client.send(eventGrid.connected({ ...ada, connectionId: 'chat' }))
    expect(await presence.count('chat')).toEqual({ users: 0, connections: 0 })
    expect(onUserOffline).not.toHaveBeenCalled()
  })

  it('rejects what is not text, rather than calling it offline', async () => {
    const { presence } = open()
    const not = undefined as never
    const calls = {
      userId: [
        () => presence.isOnline('chat', not),
        () => presence.areOnline('chat', ['ada', not]),
        () => presence.user('chat', not),
        () => presence.lastSeen('chat', not),
        () => presence.erase(not),
      ],
      hub: [
        () => presence.isOnline(not, 'ada'),
        () => presence.count(not),
        () => presence.status(not),
        () => presence.users(not).page(),
        () => presence.connections(not).page(),
        () => presence.watch(not)[Symbol.asyncIterator]().next(),
        () => presence.setMetadata(not, 'a', 1),
        () => presence.erase('ada', 1 as never),
      ],
      connectionId: [() => presence.setMetadata('chat', not, 1)],
    }
    for (const [name, list] of Object.entries(calls))
      for (const call of list)
        await expect(call()).rejects.toThrow(new TypeError(`presence: '${name}' must be a string`))
  })

  it('returns whether the answer is complete', async () => {
    vi.useFakeTimers()
    const { presence, client } = open()
    const since = new Date()
    const hour = 60 * 60 * 1000
    vi.setSystemTime(Date.now() + hour)
    await client.send(eventGrid.connected(ada))
    expect(await presence.status('chat')).toMatchObject({ complete: false, since, events: { new: 1 } })
    expect(await presence.status('other')).toMatchObject({ complete: false, since })
    vi.setSystemTime(Date.now() + 23 * hour)
    expect(await presence.status('chat')).toMatchObject({ complete: true, since })
    expect(await presence.status('other')).toMatchObject({ complete: true, since })
  })

  it('answers 503 when the store fails, and reports nobody as offline', async () => {
    const fail = () => Promise.reject(new Error('away'))
    const { presence, client } = open({
      store: { ...memoryPresence(), apply: fail, online: fail, count: fail },
    })
    expect((await client.send(eventGrid.connected())).status).toBe(503)
    await expect(presence.isOnline('chat', 'ada')).rejects.toMatchObject({
      code: 'STORE_FAILED',
      cause: new Error('away'),
    })
    await expect(presence.count('chat')).rejects.toMatchObject({ code: 'STORE_FAILED' })
    await presence.close()
    await expect(presence.hubs()).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('waits for the store at most until its timeout', async () => {
    const never = () => new Promise<never>(() => {})
    const { presence, client } = open({
      timeout: 20,
      store: { ...memoryPresence(), apply: never, online: never },
    })
    expect((await client.send(eventGrid.connected())).status).toBe(503)
    await expect(presence.isOnline('chat', 'ada')).rejects.toMatchObject({ code: 'STORE_FAILED' })
  })

  it('applies a delivery in one call for each hub', async () => {
    const store = memoryPresence()
    const apply = vi.spyOn(store, 'apply')
    const { client } = open({ store })
    await client.send(
      eventGrid.batch(['a', 'b', 'a'].map((hubName) => eventGrid.connectedEvent({ hubName }))),
    )
    expect(apply.mock.calls.map(([hub, events]) => [hub, events.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })

  it.each<[string, object]>([
    ['other', { other: 1 }],
    ['store', { store: {} }],
    ['grace', { grace: -1 }],
    ['lease', { lease: 0 }],
    ['maxAge', { maxAge: 0 }],
    ['onUserOnline', { onUserOnline: true }],
  ])('refuses a wrong option: %s', (name, options) => {
    expect(() => createPresence(options)).toThrow(`'${name}'`)
  })

  it('refuses wrong arguments', async () => {
    const { presence } = open()
    expect(() => presence.users('chat', { pageSize: 0 })).toThrow(TypeError)
    await expect(presence.areOnline('chat', Array.from({ length: 10_001 }, String))).rejects.toThrow(
      RangeError,
    )
  })
})
