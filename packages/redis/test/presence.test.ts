import { randomUUID } from 'node:crypto'
import { memoryPresence, type PresenceEvent } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeRedis, openRedis, type Redis, startRedis } from '../../../test/support/redis.js'
import { type Connect, type Connected, clients, clusterClients } from './support/clients.js'

const hour = 60 * 60 * 1000
const names = ['__proto__', 'a\0b', '{a}b', 'x'.repeat(1000), '\ud800', 'a\nb', '+inf']

/** Events of a few connections in any order, with repetitions, some of them a day old. */
function createEvents(): PresenceEvent[] {
  const now = Date.now()
  return Array.from({ length: 600 }, (_, i) => {
    const n = (i * 7919) % 211
    const at = now - (n % 5 === 0 ? 24.6 * hour : 0)
    const userId = n % 4 === 0 ? undefined : (names[n % names.length] ?? '')
    const type = (i * 31) % 3 === 0 ? 'disconnected' : 'connected'
    return { type, connectionId: `${n}`, userId, source: '/s', timestamp: new Date(at).toISOString(), at }
  })
}

function describeClients(connects: Readonly<Record<string, Connect>>, open: () => Promise<Redis>): void {
  let redis: Redis
  beforeAll(async () => {
    redis = await open()
  })
  afterAll(() => redis.stop())

  describe.each(Object.entries(connects))('%s', (_, connect) => {
    let connected: Connected
    beforeAll(async () => {
      connected = await connect(redis.url)
    })
    afterAll(() => connected.close())

    it('answers as the memory store does', async () => {
      const [memory, store] = [memoryPresence(), redisPresence(connected.client, { prefix: randomUUID() })]
      const events = createEvents()
      expect(await store.apply('chat', events)).toEqual(memory.apply('chat', events))
      expect(await store.count('chat')).toEqual(memory.count('chat'))
      const ids = (list: readonly { connectionId: string }[]) => list.map((each) => each.connectionId).sort()
      expect(ids(await store.connections('chat'))).toEqual(ids(await memory.connections('chat')))
      for (const name of names) {
        expect(ids(await store.connectionsOf('chat', name))).toEqual(
          ids(await memory.connectionsOf('chat', name)),
        )
        expect(await store.lastSeen('chat', name)).toEqual(memory.lastSeen('chat', name))
      }
    })

    it('learns the user of a connection that was gone before its connected event', async () => {
      const stores = [memoryPresence(), redisPresence(connected.client, { prefix: randomUUID() })]
      const at = Date.now()
      const event = { connectionId: 'a', source: '/s', timestamp: new Date(at).toISOString(), at }
      for (const store of stores) {
        await store.apply('chat', [{ ...event, type: 'disconnected', userId: undefined }])
        await store.apply('chat', [{ ...event, type: 'connected', userId: 'ada' }])
        expect(await store.lastSeen('chat', 'ada')).toBe(at)
      }
    })

    it('takes hubs of any text', async () => {
      const store = redisPresence(connected.client, { prefix: randomUUID() })
      for (const name of names) await store.apply(name, createEvents().slice(0, 1))
      expect([...(await store.hubs())].sort()).toEqual([...names].sort())
    })
  })
}

describeRedis('presence on a server', 'any', () => describeClients(clients, openRedis))
describeRedis('presence on a Cluster', 'own', () =>
  describeClients(clusterClients, () => startRedis({ cluster: true })),
)
