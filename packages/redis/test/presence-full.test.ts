import { redisPresence } from '@signalr-events/redis/presence'
import { Redis } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'
import { describeRedis, startRedis } from '../../../test/support/redis.js'

const options = { grace: 0, lastSeenFor: 60_000, handles: true, sessions: true, asks: true }
const event = (type: 'connected' | 'disconnected', connectionId: string) => ({
  ...{ type, connectionId, userId: `user of ${connectionId}`, source: '/s' },
  timestamp: new Date().toISOString(),
})

describeRedis('presence when Redis is full', 'own', () => {
  it('does an event as a whole or not at all, and is right once there is memory', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const admin = new Redis(redis.url)
    onTestFinished(() => admin.disconnect())
    const store = redisPresence(admin)
    const ids = ['a', 'b', 'c', 'd']
    await store.apply(
      'chat',
      ids.map((id) => event('connected', id)),
      options,
    )
    await admin.config('SET', 'maxmemory', '1')
    const full = await Promise.allSettled([
      store.apply('chat', [event('disconnected', 'a')], options),
      store.apply('chat', [event('connected', 'e'), event('disconnected', 'b')], options),
      store.apply('chat', [event('disconnected', 'c'), event('connected', 'f')], options),
      store.claim('chat', { ...options, lease: 60_000, limit: 10 }),
      store.setMetadata('chat', 'd', '1', 60_000),
      store.forget('chat', 'user of a'),
    ])
    // Each was done or refused.
    expect(full.map(({ status }) => status)).toContain('rejected')
    await admin.config('SET', 'maxmemory', '0')
    // Event Grid delivers again what was not acknowledged.
    for (const events of [
      [event('disconnected', 'a')],
      [event('connected', 'e'), event('disconnected', 'b')],
      [event('disconnected', 'c'), event('connected', 'f')],
    ])
      await store.apply('chat', events, options)
    expect(await store.count('chat')).toEqual({ users: 3, connections: 3 })
    const { items } = await store.users('chat', undefined, 10)
    expect(items.map(({ userId }) => userId).sort()).toEqual(['user of d', 'user of e', 'user of f'])
    for (const id of ['a', 'b', 'c'])
      expect((await store.apply('chat', [event('connected', id)], options))[0]?.outcome).toBe('late')
  })
})
