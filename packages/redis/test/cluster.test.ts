import { setTimeout as sleep } from 'node:timers/promises'
import { redisStore } from '@signalr-events/redis'
import { expect, it, onTestFinished } from 'vitest'
import { describeRedis } from '../../../test/support/redis.js'
import { clusterClients } from './support/clients.js'
import { moveSlot, startCluster } from './support/cluster.js'

// A Cluster of three masters, in which slots move and a master is killed.

const day = 24 * 60 * 60 * 1000
const listKeys = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name} ${i}`)

describeRedis('a Cluster of three masters', 'own', () => {
  it.each(Object.entries(clusterClients))(
    'claims work while slots move and after a master was killed, with %s',
    { timeout: 90_000 },
    async (name, connect) => {
      const cluster = await startCluster()
      onTestFinished(cluster.stop)
      const [first, second, third] = cluster.masters
      const { client, close } = await connect(second?.url ?? '')
      onTestFinished(close)
      const store = redisStore(client)

      const old = listKeys('old', 800)
      expect(new Set(await store.claim(old, day))).toEqual(new Set(['new']))
      await store.done(old, day)

      let isMoving = true
      const moving = (async () => {
        for (let shard = 0; shard < 16; shard += 3) {
          await moveSlot(cluster.masters, Number(await first?.admin.call('CLUSTER', 'KEYSLOT', `{${shard}}`)))
        }
      })().finally(() => {
        isMoving = false
      })
      for (let round = 0; isMoving || round < 3; round++) {
        const keys = listKeys(`round ${round}`, 100)
        expect(new Set(await store.claim(keys, day))).toEqual(new Set(['new']))
        expect(new Set(await store.claim([...keys, ...old], day))).toEqual(new Set(['running', 'done']))
        await store.done(keys.slice(50), day)
        await store.release(keys.slice(0, 50))
        expect(new Set(await store.claim(keys.slice(0, 50), day))).toEqual(new Set(['new']))
        expect(new Set(await store.claim(keys.slice(50), day))).toEqual(new Set(['done']))
      }
      await moving

      // Its Cluster client reloads the nodes only after a MOVED, which a dead node does not send.
      if (name === 'redis 5') return
      await first?.admin.wait(1, 5_000)
      await first?.kill()
      await expect
        .poll(() => third?.admin.call('CLUSTER', 'INFO'), { timeout: 30_000 })
        .toContain('cluster_state:ok')
      const claimed = new Set<string>()
      const fresh = listKeys('fresh', 200)
      // A claim that rejects may have acquired some keys, which it releases.
      for (let i = 0; i < 200 && claimed.size < fresh.length; i++) {
        const left = fresh.filter((key) => !claimed.has(key))
        const states = await store.claim(left, day).catch(() => [])
        for (const [place, state] of states.entries()) if (state === 'new') claimed.add(left[place] ?? '')
        await sleep(50)
      }
      expect(claimed.size).toBe(fresh.length)
      expect(new Set(await store.claim(old, day))).toEqual(new Set(['done']))
    },
  )
})
