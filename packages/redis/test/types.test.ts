import type { Store } from '@signalr-events/dedupe'
import { redisStore } from '@signalr-events/redis'
import type { Cluster, Redis } from 'ioredis'
import type { Cluster as Cluster5, Redis as Redis5 } from 'ioredis5'
import type { createClientPool, createSentinel, RESP_TYPES, RedisClientType, RedisClusterType } from 'redis'
import type { RedisClientType as RedisClientType5, RedisClusterType as RedisClusterType5 } from 'redis5'
import { expectTypeOf, it } from 'vitest'

type Client = Parameters<typeof redisStore>[0]

it('takes the clients of redis as they are typed', () => {
  expectTypeOf<RedisClientType>().toExtend<Client>()
  expectTypeOf<RedisClusterType>().toExtend<Client>()
  expectTypeOf<RedisClientType5>().toExtend<Client>()
  expectTypeOf<RedisClusterType5>().toExtend<Client>()
  expectTypeOf<ReturnType<typeof createClientPool>>().toExtend<Client>()
  expectTypeOf<ReturnType<typeof createSentinel>>().toExtend<Client>()
  type Buffers = { [RESP_TYPES.BLOB_STRING]: BufferConstructor }
  expectTypeOf<ReturnType<RedisClientType['withTypeMapping']>>().toExtend<Client>()
  expectTypeOf<
    // biome-ignore lint/complexity/noBannedTypes: how redis says that there are no modules
    RedisClientType<{}, {}, {}, 2, Buffers>
  >().toExtend<Client>()
})

it('takes the clients of ioredis as they are typed', () => {
  expectTypeOf<Redis>().toExtend<Client>()
  expectTypeOf<Cluster>().toExtend<Client>()
  expectTypeOf<Redis5>().toExtend<Client>()
  expectTypeOf<Cluster5>().toExtend<Client>()
})

it('takes nothing else', () => {
  expectTypeOf(redisStore).returns.toEqualTypeOf<Store>()
  expectTypeOf<{ get(key: string): Promise<string> }>().not.toExtend<Client>()
  const wrong = (client: Redis) => {
    // @ts-expect-error there is no such option
    redisStore(client, { ttl: 1 })
    // @ts-expect-error a number of milliseconds
    redisStore(client, { timeout: '2s' })
  }
  expectTypeOf(wrong).toBeFunction()
})
