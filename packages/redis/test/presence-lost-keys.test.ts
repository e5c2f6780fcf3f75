import { randomUUID } from 'node:crypto'
import type { PresenceEvent } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeRedis, openRedis, type Redis as Server } from '../../../test/support/redis.js'

// With an eviction policy such as `allkeys-lru`, Redis may lose any key. What was in it is lost, but nothing else.

const options = { grace: 1_000, lastSeenFor: 60_000, handles: true, sessions: true, asks: true }
const hour = 3_600_000

describeRedis('presence on a server that has lost a key', 'any', () => {
  let server: Server
  let client: Redis
  beforeAll(async () => {
    server = await openRedis()
    client = new Redis(server.url)
  })
  afterAll(async () => {
    client.disconnect()
    await server.stop()
  })

  /** A hub with every kind of key. */
  async function fill(prefix: string) {
    let time = Date.parse('2026-01-01T00:00:00Z')
    const store = redisPresence(client, { prefix, now: () => time })
    const event = (type: PresenceEvent['type'], connectionId: string, userId: string, age = 0) => {
      const at = time - age
      const timestamp = new Date(at).toISOString()
      return { type, connectionId, userId, source: '/s', timestamp, at }
    }
    const apply = (...events: PresenceEvent[]) => store.apply('chat', events, options)
    const claim = () => store.claim('chat', { ...options, lease: 10_000, limit: 100 })
    await store.changes('chat', undefined, 10)
    await store.setMetadata('chat', 'c1', '1', 60_000)
    await store.setMetadata('chat', 'never', '1', 60_000)
    await apply(...['ada', 'bob', 'cleo', 'dan'].map((user, i) => event('connected', `c${i}`, user)))
    await apply(...Array.from({ length: 40 }, (_, i) => event('connected', `many ${i}`, 'many')))
    await apply(event('connected', 'old', 'eve', 25 * hour))
    const { transitions } = await claim()
    for (const { userId, token } of transitions.slice(0, 2)) await store.settle('chat', userId, token)
    await apply(event('disconnected', 'c0', 'ada'), event('disconnected', 'c2', 'cleo'))
    const verdict = { connectionId: 'c3', version: undefined, verdict: 'expired' as const }
    await store.judge('chat', [{ ...verdict, askedAt: time, between: 0, seenAt: time }], options)
    const wait = (ms: number) => {
      time += ms
    }
    return { store, event, apply, claim, wait, transitions }
  }

  /** What goes on in a hub. Nothing of it may reject. */
  async function goOn({ store, event, apply, claim, wait, transitions }: Awaited<ReturnType<typeof fill>>) {
    wait(11_000)
    for (let i = 0; i < 3; i++) {
      const { transitions: more } = await claim()
      for (const { userId, token } of [...transitions, ...more]) await store.settle('chat', userId, token)
      await apply(event('connected', 'c0', 'ada'), event('disconnected', 'c1', 'bob'))
      await apply(event('disconnected', 'many 0', 'many'), event('connected', `new ${i}`, 'many'))
      for (const user of ['ada', 'bob', 'many']) {
        await store.connectionsOf('chat', user)
        await store.lastSeen('chat', user)
      }
      for (const list of ['users', 'connections', 'unverified'] as const)
        await store[list]('chat', undefined, 10)
      await store.changes('chat', 0, 10)
      await store.status('chat')
      await store.hubs()
      await store.forget('chat', 'cleo')
      wait(2_000)
    }
    const ids = Array.from({ length: 40 }, (_, i) => `many ${i}`)
    await apply(...ids.map((id) => event('disconnected', id, 'many')))
    await apply(...[0, 1, 2].map((i) => event('disconnected', `new ${i}`, 'many')))
    wait(20_000)
    await claim()
  }

  it('answers every call, and hands out later transitions', { timeout: 60_000 }, async () => {
    const example = `${randomUUID()}:`
    await fill(example)
    const names = (await client.keys(`${example}*`)).map((key) => key.slice(example.length))
    expect(names.length).toBeGreaterThanOrEqual(14)
    for (const name of names) {
      const prefix = `${randomUUID()}:`
      const hub = await fill(prefix)
      expect(await client.del(`${prefix}${name}`), name).toBe(1)
      await goOn(hub).catch((cause) => {
        throw new Error(`without ${name}`, { cause })
      })
      await hub.apply(hub.event('connected', 'last', 'zoe'))
      const { transitions } = await hub.claim()
      expect(
        transitions.map(({ userId, state }) => `${userId} ${state}`),
        `without ${name}`,
      ).toContain('zoe online')
    }
  })

  it('hands out what follows a transition whose place in the queue is lost', async () => {
    const prefix = `${randomUUID()}:`
    const { claim, wait } = await fill(prefix)
    await client.del(`${prefix}{chat}q`)
    wait(20_000)
    const { transitions } = await claim()
    // It came online, which an instance has claimed before it died. Then its grace ended.
    expect(transitions.map(({ userId, state }) => `${userId} ${state}`)).toContain('dan offline')
  })
})
