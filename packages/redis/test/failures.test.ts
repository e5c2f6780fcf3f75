import { setTimeout as sleep } from 'node:timers/promises'
import { createWebhook } from '@signalr-events/core'
import { dedupe } from '@signalr-events/dedupe'
import { redisStore } from '@signalr-events/redis'
import { createClient, eventGrid } from '@signalr-events/testing'
import { Redis } from 'ioredis'
import { expect, it, onTestFinished } from 'vitest'
import { describeRedis, startRedis } from '../../../test/support/redis.js'
import { clients } from './support/clients.js'

const day = 24 * 60 * 60 * 1000

describeRedis('when Redis is down', 'own', () => {
  it.each(Object.entries(clients))(
    'calls reject, and work again once it is back, with %s',
    async (_, connect) => {
      const first = await startRedis()
      onTestFinished(first.stop)
      const { client, close } = await connect(first.url)
      onTestFinished(close)
      const store = redisStore(client, { timeout: 500 })
      // The first call loads a script.
      expect(await redisStore(client).claim(['first'], day)).toEqual(['new'])
      expect(await store.claim(['a'], day)).toEqual(['new'])

      await first.stop()
      for (let i = 0; i < 3; i++) await expect(store.claim(['a', 'b'], day)).rejects.toThrow()
      await expect(store.done(['c'], day)).rejects.toThrow()
      await expect(store.release(['a'])).rejects.toThrow()

      const second = await startRedis({ port: first.port })
      onTestFinished(second.stop)
      // Claims that waited in the client are sent now. They are released before their lease ends.
      expect(await claimWhenFree(async () => store.claim(['a', 'b'], day))).toEqual(['new', 'new'])
      expect(await redisStore(client).claim(['a', 'b'], day)).toEqual(['running', 'running'])
    },
  )
})

describeRedis('when Redis is full', 'own', () => {
  it('an event whose mark fails for lack of memory is reported, and handled again after its lease', async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    const admin = new Redis(redis.url)
    onTestFinished(() => admin.disconnect())
    const codes: string[] = []
    let handled = 0
    const connected = async () => {
      handled++
      if (handled === 1) await admin.config('SET', 'maxmemory', '1')
    }
    const use = [dedupe({ store: redisStore(admin), lease: 300 })]
    const { send } = createClient(
      createWebhook({ connected }, { use, onError: ({ code }) => codes.push(code) }),
    )
    const delivery = eventGrid.connected()
    expect([(await send(delivery)).status, codes]).toEqual([200, ['NOT_REMEMBERED']])
    expect([(await send(delivery)).status, codes.at(-1), handled]).toEqual([503, 'STORE_FAILED', 1])
    await admin.config('SET', 'maxmemory', '0')
    expect([(await send(delivery)).status, (await send(delivery)).status, handled]).toEqual([200, 200, 2])
  })
})

/** Claims until no key is left or the test has taken too long. Acquired keys are kept. */
async function claimWhenFree(claim: () => Promise<readonly string[]>): Promise<string[]> {
  const got: string[] = []
  for (let i = 0; i < 500 && !(got[0] && got[1]); i++) {
    const states = await claim().catch(() => [])
    for (const [place, state] of states.entries()) if (state === 'new') got[place] = state
    await sleep(20)
  }
  return got
}
