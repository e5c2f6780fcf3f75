import { randomUUID } from 'node:crypto'
import type { RedisClient } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { presenceStoreChecks } from '@signalr-events/testing/presence'
import { Redis as Ioredis } from 'ioredis'
import { createClient, createClientPool, RESP_TYPES } from 'redis'
import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest'
import { describeRedis, openRedis, type Redis } from '../../../test/support/redis.js'

// Clients that change keys, batch commands, or map replies to other types.

const ignore = () => {}

const variants: Readonly<Record<string, (url: string) => Promise<{ client: RedisClient; close(): void }>>> = {
  'ioredis with a key prefix': async (url) => {
    const client = new Ioredis(url, { keyPrefix: 'app{x}:' }).on('error', ignore)
    return { client, close: () => client.disconnect() }
  },
  'ioredis with automatic pipelines': async (url) => {
    const client = new Ioredis(url, { enableAutoPipelining: true }).on('error', ignore)
    return { client, close: () => client.disconnect() }
  },
  'ioredis with numbers as text': async (url) => {
    const client = new Ioredis(url, { stringNumbers: true }).on('error', ignore)
    return { client, close: () => client.disconnect() }
  },
  'redis with RESP2': async (url) => {
    const client = await createClient({ url, RESP: 2 }).on('error', ignore).connect()
    return { client, close: () => client.destroy() }
  },
  'redis with RESP3': async (url) => {
    const client = await createClient({ url, RESP: 3 }).on('error', ignore).connect()
    return { client, close: () => client.destroy() }
  },
  'redis with bytes and numbers as text': async (url) => {
    const client = await createClient({ url }).on('error', ignore).connect()
    const mapped = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.NUMBER]: String })
    return { client: mapped, close: () => client.destroy() }
  },
  'a pool of redis': async (url) => {
    const pool = createClientPool({ url }, { maximum: 3 })
    pool.on('error', ignore)
    await pool.connect()
    return { client: pool, close: () => pool.destroy() }
  },
}

describeRedis('presence with other clients', 'any', () => {
  let redis: Redis
  beforeAll(async () => {
    redis = await openRedis()
  })
  afterAll(() => redis.stop())

  describe.each(Object.entries(variants))('%s', (_, connect) => {
    it.each(presenceStoreChecks.filter(({ id }) => !/overflow|life|any-order/.test(id)))(
      '$id',
      async (check) => {
        const { client, close } = await connect(redis.url)
        onTestFinished(close)
        await check.run({ create: ({ now }) => redisPresence(client, { prefix: `${randomUUID()}:`, now }) })
      },
    )
  })
})
