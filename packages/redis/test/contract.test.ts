import { randomUUID } from 'node:crypto'
import { redisStore } from '@signalr-events/redis'
import { storeChecks } from '@signalr-events/testing/store'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { describeRedis, openRedis, type Redis, startRedis } from '../../../test/support/redis.js'
import { type Connect, type Connected, clients, clusterClients } from './support/clients.js'

// Every check of a store, with every client, on every kind of server.

function describeClients(connects: Readonly<Record<string, Connect>>, open: () => Promise<Redis>): void {
  let redis: Redis
  beforeAll(async () => {
    redis = await open()
  })
  afterAll(() => redis.stop())

  describe.each(Object.entries(connects))('%s', (_, connect) => {
    const prefix = `test-${randomUUID()}:`
    let connected: Connected
    beforeAll(async () => {
      connected = await connect(redis.url)
    })
    afterAll(() => connected.close())

    for (const check of storeChecks) {
      it.concurrent(`${check.id}: ${check.title}`, () =>
        check.run({ owners: 'many', create: () => redisStore(connected.client, { prefix }) }))
    }
  })
}

describeRedis('a server', 'any', () => describeClients(clients, openRedis))
describeRedis('a Cluster', 'own', () => describeClients(clusterClients, () => startRedis({ cluster: true })))
describeRedis('a Cluster behind one address', 'own', () =>
  describeClients(clients, () => startRedis({ cluster: true })),
)
