import {
  type NodeRedisClient,
  type RedisClient,
  type RedisStoreOptions,
  redisStore,
} from '@signalr-events/redis'
import { expect, it } from 'vitest'

const never = () => new Promise<unknown>(() => {})
const client: NodeRedisClient = { evalSha: never, eval: never, set: never, get: never }

it.each<[string, unknown, string]>([
  ['a prefix with braces', { prefix: '{a}:' }, "'prefix' must be a string without braces"],
  ['a prefix that is no string', { prefix: 7 }, "'prefix' must be a string without braces"],
  ['a timeout of nothing', { timeout: 0 }, "'timeout' must be milliseconds, more than 0"],
  ['a timeout that is no number', { timeout: '2s' }, "'timeout' must be milliseconds, more than 0"],
  [
    'a timeout for ever',
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

it.each([undefined, null, {}, 'redis://localhost', { get() {} }])('refuses %s for a client', (value) => {
  expect(() => redisStore(value as unknown as RedisClient)).toThrow(
    new TypeError('redisStore: `client` must be a client of redis or ioredis'),
  )
})

it('takes options that are undefined', () => {
  expect(() => redisStore(client, { prefix: undefined, timeout: undefined })).not.toThrow()
})

it('rejects when nobody answers', async () => {
  const store = redisStore(client, { timeout: 10 })
  const calls = [store.claim(['a'], 1), store.done(['a'], 1), store.release(['a'])]
  for (const call of calls) await expect(call).rejects.toThrow('Redis has not answered within 10 ms')
})

it('rejects with the error of the client', async () => {
  const error = new Error('READONLY You can’t write against a read only replica.')
  const fail = () => Promise.reject(error)
  const store = redisStore({ evalSha: fail, eval: never, set: fail, get: never })
  for (const keys of [['a'], ['a', 'b']]) await expect(store.claim(keys, 1)).rejects.toBe(error)
})
