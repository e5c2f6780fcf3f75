import { randomUUID } from 'node:crypto'
import { createWebhook } from '@signalr-events/core'
import { dedupe } from '@signalr-events/dedupe'
import { redisStore } from '@signalr-events/redis'
import { createClient, eventGrid } from '@signalr-events/testing'
import { Redis } from 'ioredis'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { describeRedis, openRedis, startRedis } from '../../../test/support/redis.js'
import { clients } from './support/clients.js'
import { startRelay } from './support/relay.js'
import { startSwitch } from './support/switch.js'

const hour = 3_600_000

afterEach(() => void vi.useRealTimers())

/** A server, an address of it that can be cut off, and a client without it. */
async function open() {
  const redis = await openRedis()
  onTestFinished(redis.stop)
  const address = await startSwitch(redis.port)
  onTestFinished(address.close)
  const admin = new Redis(redis.url)
  onTestFinished(() => admin.disconnect())
  const prefix = `${randomUUID()}:`
  return { redis, address, prefix, admin, other: redisStore(admin, { prefix }) }
}

/** Lets a lease end, for everything but the server. */
function setClock(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
}

describeRedis('a connection that was lost for longer than a lease', 'any', () => {
  it.each(Object.entries(clients))(
    'a claim that waited in the client is released once it was sent, with %s',
    async (_, connect) => {
      const { redis, address, prefix, other } = await open()
      const { client, close } = await connect(address.url)
      onTestFinished(close)
      const store = redisStore(client, { prefix, timeout: 100 })
      await store.release(['nothing'])
      address.to(undefined)
      await expect(store.claim(['a'], hour)).rejects.toThrow()
      setClock(2 * hour)
      // The lease begins when the server gets the claim, if it gets it at all.
      address.to(redis.port)
      await expect.poll(() => store.claim(['b'], hour).catch(() => undefined)).toEqual(['new'])
      await expect.poll(() => other.claim(['a'], hour)).toEqual(['new'])
    },
  )

  it('a release that failed is repeated until the longest of its leases has ended', async () => {
    const { redis, address, prefix, other } = await open()
    const client = new Redis(address.url, { enableOfflineQueue: false }).on('error', () => {})
    onTestFinished(() => client.disconnect())
    const store = redisStore(client, { prefix })
    await expect.poll(() => store.claim(['short'], 1).catch(() => undefined)).toEqual(['new'])
    expect(await store.claim(['long'], hour)).toEqual(['new'])
    address.to(undefined)
    await expect.poll(() => client.status).not.toBe('ready')
    await expect(store.release(['short', 'long'])).rejects.toThrow()
    address.to(redis.port)
    await expect.poll(() => other.claim(['long'], hour)).toEqual(['new'])
  })
})

describeRedis('an answer of Redis to another call', 'any', () => {
  it('is not mistaken for that to a claim', async () => {
    const { redis, prefix } = await open()
    let last = ''
    let repeats = false
    const relay = await startRelay(
      () => redis.port,
      (socket, upstream) => {
        socket.on('data', (chunk) => {
          // From here on, each call gets the answer to the one before, as behind a faulty proxy.
          if (repeats) socket.write(last)
          repeats = false
          upstream.write(chunk)
        })
        upstream.on('data', (chunk) => {
          last = chunk.toString('latin1')
          socket.write(chunk)
        })
      },
    )
    onTestFinished(relay.close)
    const { client, close } = (await clients['redis 6']?.(relay.url)) ?? {}
    if (client === undefined || close === undefined) throw new Error('there is no such client')
    onTestFinished(close)
    const store = redisStore(client, { prefix })
    await store.claim(['a'], hour)
    await store.done(['a'], hour)
    expect(await store.claim(['a'], hour)).toEqual(['done'])
    repeats = true
    await expect(store.claim(['b'], hour)).rejects.toThrow('has not answered')
  })
})

describeRedis('a primary that becomes a replica, with its connections open', 'own', () => {
  it('is left by ioredis with `reconnectOnError`, which sends the claim again', async () => {
    const [old, next] = [await startRedis(), await startRedis()]
    onTestFinished(old.stop)
    onTestFinished(next.stop)
    const port = { current: old.port }
    const relay = await startRelay(
      () => port.current,
      (socket, upstream) => socket.pipe(upstream).pipe(socket),
    )
    onTestFinished(relay.close)
    const reconnectOnError = ({ message }: Error) => (message.startsWith('READONLY') ? 2 : false)
    const client = new Redis(relay.url, { reconnectOnError }).on('error', () => {})
    onTestFinished(() => client.disconnect())
    const store = redisStore(client)
    expect(await store.claim(['a'], hour)).toEqual(['new'])
    const admin = new Redis(old.url)
    onTestFinished(() => admin.disconnect())
    await admin.replicaof('127.0.0.1', next.port)
    await expect(redisStore(admin).claim(['b'], hour)).rejects.toThrow('READONLY')
    port.current = next.port
    expect(await store.claim(['b'], hour)).toEqual(['new'])
  })
})

describeRedis('when the clock is set back', 'any', () => {
  it('a handler that fails after its lease does not give back the claim of its successor', async () => {
    const { admin, prefix } = await open()
    const store = redisStore(admin, { prefix })
    const codes: string[] = []
    const ends: (() => void)[] = []
    const connected = () =>
      new Promise((_, reject) => {
        ends.push(() => reject(new Error('too late')))
      })
    const handlers = { connected }
    const use = [dedupe({ store, lease: 300 })]
    const openWebhook = () =>
      createWebhook(handlers, { use, deadline: 100, onError: ({ code }) => codes.push(code) })
    const [early, late] = [openWebhook(), openWebhook()]
    const delivery = eventGrid.connected()
    expect(await createClient(early).send(delivery)).toMatchObject({ status: 503 })
    setClock(-hour)
    // Deliveries that find the event running wait until its lease has ended.
    await expect
      .poll(async () => {
        await createClient(late).send(delivery)
        return ends.length
      })
      .toBe(2)
    const [key = ''] = await admin.keys(`${prefix}*`)
    await admin.pexpire(key, hour)
    const holder = await admin.get(key)
    ends[0]?.()
    await early.close()
    expect(codes).toContain('HANDLER_FAILED')
    expect(await admin.get(key)).toBe(holder)
    ends[1]?.()
    await late.close()
  })
})
