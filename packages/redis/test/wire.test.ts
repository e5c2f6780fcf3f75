import { redisStore } from '@signalr-events/redis'
import { Redis as Admin } from 'ioredis'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { describeRedis, openRedis, type Redis, startRedis } from '../../../test/support/redis.js'
import { clients, clusterClients } from './support/clients.js'
import { startProxy, type Wire } from './support/proxy.js'

const toKeys = (name: string) => Array.from({ length: 500 }, (_, i) => `${name} ${i}`)
const keys = toKeys('key')
let prefixes = 0
const createPrefix = () => `wire-${process.pid}-${prefixes++}:`

describeRedis('on the wire', 'any', () => {
  let redis: Redis
  let proxy: Wire
  beforeAll(async () => {
    redis = await openRedis()
    proxy = await startProxy(redis.port)
  })
  afterAll(async () => {
    proxy.close()
    await redis.stop()
  })

  it.each(Object.entries(clients))('a batch is one round trip with %s', async (_, connect) => {
    const { client, close } = await connect(proxy.url)
    onTestFinished(close)
    const store = redisStore(client, { prefix: createPrefix() })
    const other = redisStore(client, { prefix: createPrefix() })
    const two = ['a', 'b']
    // So that the server knows the scripts.
    await other.claim(two, 1_000)
    await other.release(two)
    await other.done(two, 1_000)
    proxy.commands()
    const calls = [() => store.claim(keys, 60_000), () => store.release(keys), () => store.done(keys, 60_000)]
    for (const call of calls) {
      await call()
      expect(proxy.commands()).toEqual(['EVALSHA'])
    }
    await Promise.all([store.claim([], 1_000), store.done([], 1_000), store.release([])])
    expect(proxy.commands()).toEqual([])
  })

  it.each(Object.entries(clients))('claims of one turn are one round trip with %s', async (_, connect) => {
    const { client, close } = await connect(proxy.url)
    onTestFinished(close)
    const store = redisStore(client, { prefix: createPrefix() })
    await store.claim(['known'], 60_000)
    proxy.commands()
    const claims = [['a', 'b'], ['b', 'known', 'c'], [], ['d']].map((list) => store.claim(list, 60_000))
    expect(await Promise.all(claims)).toEqual([['new', 'new'], ['running', 'running', 'new'], [], ['new']])
    expect(proxy.commands()).toEqual(['EVALSHA'])
    // Each has its lease, and Redis is not kept from other work for long.
    await Promise.all([store.claim(['e'], 60_000), store.claim(['f'], 1_000)])
    expect(proxy.commands()).toEqual(['EVALSHA', 'EVALSHA'])
    await Promise.all(['g', 'h', 'i'].map((name) => store.claim(toKeys(name), 60_000)))
    expect(proxy.commands()).toEqual(['EVALSHA', 'EVALSHA'])
  })

  it.each(Object.entries(clients))(
    'a server that has forgotten the scripts learns them, with %s',
    async (_, connect) => {
      const admin = new Admin(redis.url)
      onTestFinished(() => admin.disconnect())
      const { client, close } = await connect(proxy.url)
      onTestFinished(close)
      const store = redisStore(client, { prefix: createPrefix() })
      await store.claim(['a'], 60_000)
      await admin.script('FLUSH')
      proxy.commands()
      expect(await store.claim(['a', 'b'], 60_000)).toEqual(['running', 'new'])
      expect(proxy.commands()).toEqual(['EVALSHA', 'EVAL'])
      expect(await store.claim(['b', 'c'], 60_000)).toEqual(['running', 'new'])
      expect(proxy.commands()).toEqual(['EVALSHA'])
    },
  )
})

describeRedis('on the wire of a Cluster', 'own', () => {
  let redis: Redis
  beforeAll(async () => {
    redis = await startRedis({ cluster: true })
  })
  afterAll(() => redis.stop())

  it.each(Object.entries(clusterClients))('a batch is one call per shard with %s', async (_, connect) => {
    const admin = new Admin(redis.url)
    onTestFinished(() => admin.disconnect())
    const { client, close } = await connect(redis.url)
    onTestFinished(close)
    const store = redisStore(client, { prefix: createPrefix() })
    await store.claim(keys, 60_000)
    await admin.config('RESETSTAT')
    await store.claim(keys, 60_000)
    expect(await admin.info('commandstats')).toContain('cmdstat_evalsha:calls=16,')
  })
})
