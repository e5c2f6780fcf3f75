import { randomUUID } from 'node:crypto'
import { redisPresence } from '@signalr-events/redis/presence'
import { presenceStoreChecks } from '@signalr-events/testing/presence'
import { Redis } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'
import { describeRedis, startRedis } from '../../../test/support/redis.js'
import { clients } from './support/clients.js'

/** What docs/presence.md names. */
const documented = [
  ...['~signalr-presence:*', '+eval', '+evalsha', '+@hash', '+@set', '+@sortedset', '+@stream'],
  ...['+time', '+del', '+unlink', '+exists'],
]

async function connectAs(rules: readonly string[], name: string) {
  const redis = await startRedis()
  onTestFinished(redis.stop)
  const admin = new Redis(redis.url)
  onTestFinished(() => admin.disconnect())
  await admin.call('ACL', 'SETUSER', 'presence', 'on', '>secret', ...rules)
  const connected = await clients[name]?.(redis.url.replace('://', '://presence:secret@'))
  if (connected === undefined) throw new Error(name)
  onTestFinished(connected.close)
  return connected.client
}

describeRedis('a user of Redis', 'own', () => {
  it.each(Object.keys(clients))('needs the documented permissions and no more, with %s', async (name) => {
    const client = await connectAs(documented, name)
    const prefix = `signalr-presence:${randomUUID()}:`
    for (const check of presenceStoreChecks.filter(({ id }) => !/overflow|life|any-order/.test(id)))
      await check.run({ create: ({ now }) => redisPresence(client, { prefix, now }) })
  })

  it.each([
    ['+eval', '+evalsha', '+@hash', '+@set', '+@sortedset', '+time'],
    ['+@hash', '+@set', '+@sortedset', '+@stream', '+time', '+del', '+unlink', '+exists'],
    [],
  ])('without all of them gets an error that names them: %s', async (...rules) => {
    const client = await connectAs(['~signalr-presence:*', ...rules], 'redis 6')
    const store = redisPresence(client)
    const options = { grace: 0, lastSeenFor: 1_000, handles: true, sessions: false, asks: false }
    const failed = Promise.resolve(store.claim('chat', { ...options, lease: 1_000, limit: 10 }))
    await expect(failed).rejects.toThrow(
      /^redisPresence: the user of Redis needs .*~signalr-presence:\* .*\+eval/,
    )
  })
})
