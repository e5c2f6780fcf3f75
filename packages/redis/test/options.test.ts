import {
  type NodeRedisClient,
  type RedisClient,
  type RedisStoreOptions,
  redisStore,
} from '@signalr-events/redis'
import { Redis as Upstash } from '@upstash/redis'
import { Cluster } from 'ioredis'
import { createClient as createClient4, createCluster as createCluster4 } from 'redis4'
import { expect, it } from 'vitest'

const never = () => new Promise<unknown>(() => {})
const client: NodeRedisClient = { evalSha: never, eval: never, withTypeMapping: never }

it.each<[string, unknown, string]>([
  ['a prefix with braces', { prefix: '{a}:' }, "'prefix' must be a string without braces"],
  ['a prefix that is no string', { prefix: 7 }, "'prefix' must be a string without braces"],
  ['a timeout of nothing', { timeout: 0 }, "'timeout' must be milliseconds, more than 0"],
  ['a timeout that is no number', { timeout: '2s' }, "'timeout' must be milliseconds, more than 0"],
  [
    'an endless timeout',
    { timeout: Number.POSITIVE_INFINITY },
    "'timeout' must be milliseconds, more than 0",
  ],
  ['another option', { ttl: 1 }, "there is no option 'ttl'"],
  ['an option of all objects', { constructor: 1 }, "there is no option 'constructor'"],
])('refuses %s', (_, options, message) => {
  expect(() => redisStore(client, options as RedisStoreOptions)).toThrow(
    new TypeError(`redisStore: ${message}`),
  )
})

it.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['an empty object', {}],
  ['a URL', 'redis://localhost'],
  ['a cache', { get() {} }],
  ['redis 4', createClient4()],
  ['a Cluster of redis 4', createCluster4({ rootNodes: [] })],
  ['@upstash/redis', new Upstash({ url: 'http://127.0.0.1:1', token: 'token' })],
])('refuses %s for a client', (_, value) => {
  expect(() => redisStore(value as unknown as RedisClient)).toThrow(
    new TypeError('redisStore: `client` must be a client of redis 5 or 6, or of ioredis 5 or 6'),
  )
})

it('takes options that are undefined', () => {
  expect(() => redisStore(client, { prefix: undefined, timeout: undefined })).not.toThrow()
})

it('rejects when no answer comes', async () => {
  const store = redisStore(client, { timeout: 10 })
  const calls = [store.claim(['a'], 1), store.done(['a'], 1)]
  const expectFailure = (call: Promise<unknown>) =>
    expect(call).rejects.toThrow('Redis has not answered within 10 ms')
  await Promise.all(calls.map(expectFailure))
})

it('rejects with the error of the client', async () => {
  const error = new Error('READONLY You can’t write against a read only replica.')
  const fail = () => Promise.reject(error)
  const store = redisStore({ evalSha: fail, eval: never, withTypeMapping: never })
  for (const keys of [['a'], ['a', 'b']]) await expect(store.claim(keys, 1)).rejects.toBe(error)
})

it('rejects all claims of a call that fails', async () => {
  let calls = 0
  const fail = () => Promise.reject(new Error(`call ${++calls}`))
  const store = redisStore({ evalSha: fail, eval: never, withTypeMapping: never })
  const claims = [store.claim(['a'], 1), store.claim(['b', 'c'], 1)]
  await Promise.all(claims.map((claim) => expect(claim).rejects.toThrow('call 1')))
})

it('refuses a Cluster client that pipelines by itself', () => {
  const cluster = new Cluster(['127.0.0.1:1'], { lazyConnect: true, enableAutoPipelining: true })
  expect(() => redisStore(cluster)).toThrow(
    new TypeError('redisStore: an ioredis Cluster client must not set `enableAutoPipelining`'),
  )
})
