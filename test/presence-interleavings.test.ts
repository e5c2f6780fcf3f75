import { randomUUID } from 'node:crypto'
import { memoryPresence } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { createClient } from 'redis'
import { it, onTestFinished } from 'vitest'
import { playInterleaving } from './support/presence/interleaving.js'
import { describeRedis, openRedis } from './support/redis.js'

// Events that overtake answers of the service, in random order. PRESENCE_SEED repeats a run, PRESENCE_RUNS sets how
// many orders are tried.

const first = Number(process.env['PRESENCE_SEED'] ?? Date.now() % 2 ** 31)
const runs = Number(process.env['PRESENCE_RUNS'] ?? 4)
const seeds = Array.from({ length: runs }, (_, i) => first + i)
const steps = 200
const timeout = 30_000 + 5_000 * runs

it('events win that overtake answers, in memory', { timeout }, async () => {
  for (const seed of seeds) await playInterleaving(seed, (now) => memoryPresence({ now }), steps)
})

describeRedis('with Redis', 'any', () => {
  it('events win that overtake answers', { timeout }, async () => {
    const redis = await openRedis()
    onTestFinished(() => redis.stop())
    const client = await createClient({ url: redis.url }).connect()
    onTestFinished(() => client.destroy())
    const prefix = `${randomUUID()}:`
    for (const seed of seeds)
      await playInterleaving(seed, (now) => redisPresence(client, { prefix, now }), steps)
  })
})
