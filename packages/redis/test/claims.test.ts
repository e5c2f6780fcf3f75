import { once } from 'node:events'
import { createWebhook } from '@signalr-events/core'
import { dedupe } from '@signalr-events/dedupe'
import { redisStore } from '@signalr-events/redis'
import { createClient, eventGrid } from '@signalr-events/testing'
import { Redis as Admin } from 'ioredis'
import Mock from 'ioredis-mock'
import { Redis as Valkey } from 'iovalkey'
import { expect, it, onTestFinished } from 'vitest'
import { describeRedis, openRedis, startRedis } from '../../../test/support/redis.js'
import { clients } from './support/clients.js'
import { type Relay, startRelay } from './support/relay.js'

/** A proxy that closes the connection after the server has run the first script, before its answer. */
function startCuttingProxy(port: number): Promise<Relay> {
  let isCut = false
  return startRelay(
    () => port,
    (socket, upstream) => {
      let isScript = false
      socket.on('data', (chunk) => {
        if (/EVAL/i.test(chunk.toString('latin1'))) isScript = true
        upstream.write(chunk)
      })
      upstream.on('data', (chunk) => {
        if (isScript && !isCut && !chunk.toString('latin1').startsWith('-NOSCRIPT')) {
          isCut = true
          socket.destroy()
          upstream.destroy()
        } else socket.write(chunk)
      })
      socket.on('close', () => upstream.destroy())
      upstream.on('close', () => socket.destroy())
    },
  )
}

describeRedis('a claim whose answer is lost', 'any', () => {
  it.each(Object.entries(clients))('is released: the retry is handled, with %s', async (_, open) => {
    const redis = await openRedis()
    onTestFinished(redis.stop)
    const proxy = await startCuttingProxy(redis.port)
    onTestFinished(proxy.close)
    const { client, close } = await open(proxy.url)
    onTestFinished(close)
    const handled: string[] = []
    const store = redisStore(client, { prefix: `cut-${process.pid}-${performance.now()}:`, timeout: 1_000 })
    const webhook = createWebhook(
      { connected: ({ id }) => handled.push(id) },
      { use: [dedupe({ store, lease: 3_600_000 })], onError() {} },
    )
    const events = Array.from({ length: 100 }, (_, i) => eventGrid.connectedEvent({ id: `${i}` }))
    const delivery = eventGrid.batch(events)
    // ioredis resends the claim. The other clients reject, and Event Grid retries.
    await expect
      .poll(async () => (await createClient(webhook).send(delivery)).status, {
        timeout: 15_000,
        interval: 50,
      })
      .toBe(200)
    expect(handled.toSorted()).toEqual(events.map(({ id }) => id).toSorted())
  })
})

describeRedis('a claim that the client abandons', 'own', () => {
  it('is released when Redis answers, with the `commandTimeout` of ioredis', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const admin = new Admin(redis.url)
    const client = new Admin(redis.url, { commandTimeout: 200 }).on('error', () => {})
    // The timeout includes connecting, which takes longer on a busy machine.
    await once(client, 'ready')
    onTestFinished(() => {
      admin.disconnect()
      client.disconnect()
    })
    const store = redisStore(client)
    const keys = Array.from({ length: 100 }, (_, i) => `${i}`)
    expect(await store.claim(['first'], 60_000)).toEqual(['new'])
    await admin.call('CLIENT', 'PAUSE', '600', 'WRITE')
    await expect(store.claim(keys, 3_600_000)).rejects.toThrow()
    const other = redisStore(admin)
    await expect.poll(() => other.claim(keys.slice(0, 1), 60_000), { timeout: 10_000 }).toEqual(['new'])
    await expect.poll(() => other.claim(keys.slice(1), 60_000)).toEqual(Array(99).fill('new'))
  })

  it('a release without an answer is retried', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const admin = new Admin(redis.url)
    onTestFinished(() => admin.disconnect())
    let failures = 0
    const store = redisStore({
      defineCommand: () => {},
      eval: (text, count, rest) => admin.eval(text, count, ...rest),
      async evalsha(sha1, count, rest) {
        if (rest.length === 2 && failures++ < 2) throw new Error('cut')
        return admin.evalsha(sha1, count, ...rest)
      },
    })
    expect(await store.claim(['a'], 3_600_000)).toEqual(['new'])
    await expect(store.release(['a'])).rejects.toThrow('cut')
    await expect.poll(() => redisStore(admin).claim(['a'], 60_000)).toEqual(['new'])
  })
})

describeRedis('similar clients', 'own', () => {
  it('iovalkey works', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const client = new Valkey(redis.url)
    onTestFinished(() => client.disconnect())
    const store = redisStore(client)
    expect(await store.claim(['a', 'b', 'a'], 60_000)).toEqual(['new', 'new', 'running'])
    await store.done(['a'], 60_000)
    await store.release(['b'])
    expect(await store.claim(['a', 'b'], 60_000)).toEqual(['done', 'new'])
  })

  it('a user without EVAL learns which permissions it needs', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const admin = new Admin(redis.url)
    onTestFinished(() => admin.disconnect())
    const login = async (name: string, ...rules: string[]) => {
      await admin.call('ACL', 'SETUSER', name, 'on', '>secret', ...rules)
      const client = new Admin(redis.url, { username: name, password: 'secret', enableReadyCheck: false })
      onTestFinished(() => client.disconnect())
      return redisStore(client)
    }
    const poor = await login('poor', '~signalr-events:*', '+set', '+get', '+del')
    const error = await poor.claim(['a'], 1_000).catch((reason: Error) => reason)
    expect(String(error)).toContain('~signalr-events:* +eval +evalsha +set +get +del')
    const reader = await login('reader', '~signalr-events:*', '+eval', '+evalsha', '+get')
    const inScript = await reader.claim(['a'], 1_000).catch((reason: Error) => reason)
    expect(String(inScript)).toContain('~signalr-events:* +eval +evalsha +set +get +del')
    const elsewhere = await login('elsewhere', '~other:*', '+eval', '+evalsha', '+set', '+get', '+del')
    const noKeys = await elsewhere.claim(['a'], 1_000).catch((reason: Error) => reason)
    expect(String(noKeys)).toContain('~signalr-events:* +eval +evalsha +set +get +del')
    const able = await login('able', '~signalr-events:*', '+eval', '+evalsha', '+set', '+get', '+del')
    expect(await able.claim(['a', 'b'], 60_000)).toEqual(['new', 'new'])
    await able.done(['a'], 60_000)
    await able.release(['b'])
  })
})

it('ioredis-mock works', async () => {
  const store = redisStore(new Mock())
  expect(await store.claim(['a', 'b'], 60_000)).toEqual(['new', 'new'])
  await store.done(['a'], 60_000)
  expect(await store.claim(['a', 'b'], 60_000)).toEqual(['done', 'running'])
})
