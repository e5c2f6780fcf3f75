import { setTimeout as sleep } from 'node:timers/promises'
import { redisPresence } from '@signalr-events/redis/presence'
import { expect, it, onTestFinished } from 'vitest'
import { describeRedis } from '../../../test/support/redis.js'
import { clusterClients } from './support/clients.js'
import { moveSlot, startCluster } from './support/cluster.js'

const options = { grace: 0, lastSeenFor: 60_000, handles: true, sessions: false, asks: false }
const event = (type: 'connected' | 'disconnected', connectionId: string) => ({
  ...{ type, connectionId, userId: `user of ${connectionId}`, source: '/s' },
  timestamp: new Date().toISOString(),
})

describeRedis('presence while the slot of its hub moves', 'own', () => {
  it.each(Object.entries(clusterClients))(
    'waits for a moment, with %s',
    { timeout: 60_000 },
    async (_, connect) => {
      const cluster = await startCluster()
      onTestFinished(cluster.stop)
      const { client, close } = await connect(cluster.masters[1]?.url ?? '')
      onTestFinished(close)
      const store = redisPresence(client)
      const ids = Array.from({ length: 300 }, (_, i) => `c${i}`)
      await store.apply(
        'chat',
        ids.map((id) => event('connected', id)),
        options,
      )
      await store.apply(
        'chat',
        ids.slice(0, 100).map((id) => event('disconnected', id)),
        options,
      )
      const slot = Number(await cluster.masters[0]?.admin.call('CLUSTER', 'KEYSLOT', '{chat}'))
      let asked: Promise<unknown> = Promise.resolve()
      await moveSlot(cluster.masters, slot, {
        async onMoving() {
          asked = Promise.all([
            store.apply('chat', [event('connected', 'c0'), event('disconnected', 'c100')], options),
            store.count('chat'),
            store.claim('chat', { ...options, lease: 60_000, limit: 10 }),
          ])
          asked.catch(() => {})
          await sleep(500)
        },
      })
      await expect(asked).resolves.toMatchObject([[{ outcome: 'late' }, { outcome: 'ended' }], {}, {}])
      expect(await store.count('chat')).toEqual({ users: 199, connections: 199 })
    },
  )
})

describeRedis('presence whose hub has every key that there is', 'own', () => {
  it.each(Object.entries(clusterClients).filter(([name]) => name.endsWith('6')))(
    'runs no script between two nodes, with %s',
    { timeout: 60_000 },
    async (_, connect) => {
      const cluster = await startCluster()
      onTestFinished(cluster.stop)
      const { client, close } = await connect(cluster.masters[1]?.url ?? '')
      onTestFinished(close)
      const store = redisPresence(client)
      const all = { ...options, grace: 60_000, sessions: true, asks: true }
      await store.changes('chat', undefined, 0)
      await store.apply(
        'chat',
        ['a', 'b', 'c'].map((id) => event('connected', id)),
        all,
      )
      const old = { ...event('connected', 'old'), timestamp: '1970-01-01T00:00:00Z' }
      await store.apply('chat', [event('disconnected', 'b'), old], all)
      const expired = { version: undefined, verdict: 'expired' as const, askedAt: 0, between: 0, seenAt: 0 }
      await store.judge('chat', [{ ...expired, connectionId: 'c' }], all)
      await store.setMetadata('chat', 'later', '1', 60_000)
      const slot = Number(await cluster.masters[0]?.admin.call('CLUSTER', 'KEYSLOT', '{chat}'))
      let asked: Promise<unknown> = Promise.resolve()
      await moveSlot(cluster.masters, slot, {
        async onBegin() {
          asked = Promise.resolve(store.apply('chat', [event('disconnected', 'a')], all))
          asked.catch(() => {})
          await sleep(300)
        },
      })
      await expect(asked).resolves.toMatchObject([{ outcome: 'ended' }])
    },
  )
})
