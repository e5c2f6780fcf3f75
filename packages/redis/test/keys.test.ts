import { redisStore } from '@signalr-events/redis'
import { createClient } from 'redis'
import { expect, it, onTestFinished } from 'vitest'
import { describeRedis, startRedis } from '../../../test/support/redis.js'

/** A client of an empty Redis, for this test. */
async function open() {
  const redis = await startRedis()
  onTestFinished(redis.stop)
  const client = createClient({ url: redis.url })
  onTestFinished(() => client.destroy())
  return client.connect()
}

describeRedis('what Redis stores', 'own', () => {
  it('expires, is short, and contains no user id', async () => {
    const client = await open()
    const store = redisStore(client)
    const keys = Array.from({ length: 300 }, (_, i) => `/subscriptions/1 connected ada@example.com ${i}`)
    await store.claim(keys.slice(0, 200), 60_000)
    await store.done(keys.slice(100), 3_600_000)
    await store.release(keys.slice(0, 50))

    const found = await client.keys('*')
    expect(found).toHaveLength(250)
    for (const key of found) {
      expect(key).toMatch(/^signalr-events:\{\d{1,2}\}[\w-]{22}$/)
      expect(await client.get(key)).toMatch(/^(1|[\w-]{16})$/)
      const left = await client.pTTL(key)
      expect(left).toBeGreaterThan(0)
      expect(left).toBeLessThanOrEqual(3_600_000)
    }
  })

  it('belongs to one prefix', async () => {
    const client = await open()
    const [blue, green] = ['blue:', 'green:'].map((prefix) => redisStore(client, { prefix }))
    expect(await blue?.claim(['a'], 60_000)).toEqual(['new'])
    expect(await green?.claim(['a'], 60_000)).toEqual(['new'])
    expect((await client.keys('*')).map((key) => key.split('{')[0]).sort()).toEqual(['blue:', 'green:'])
  })
})
