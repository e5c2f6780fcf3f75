import { redisPresence } from '@signalr-events/redis/presence'
import { expect, it, onTestFinished } from 'vitest'
import { compare } from '../bench/src/compare.js'
import { countConnects, countDisconnects, simulateDay, toPrediction } from '../bench/src/day.js'
import { createRedisClient } from '../bench/src/redis.js'
import { describeRedis, startRedis } from './support/redis.js'

// The days that docs/scale.md is about, in small. `pnpm deep scale` plays large ones.

const HOUR = 3600
const hours = Array.from({ length: 24 }, (_, hour) => hour + 1)
const online = (clients: number, hour: number) =>
  countConnects(clients, hour * HOUR) - countDisconnects(clients, hour * HOUR)

it('in a day, all clients are online at noon, and few at midnight', () => {
  expect(online(10_000, 12.25) / 10_000).toBeCloseTo(1, 2)
  expect(online(10_000, 24) / 10_000).toBeCloseTo(0.2, 2)
  for (const hour of hours) expect(online(10_000, hour)).toBeLessThanOrEqual(10_000)
})

describeRedis('a day on Redis', 'own', () => {
  const clients = 300

  async function connect() {
    const redis = await startRedis()
    const client = createRedisClient(redis.port)
    await client.connect()
    onTestFinished(async () => {
      client.destroy()
      await redis.stop()
    })
    return client
  }

  it('has the right count after each hour, and all of its events', async () => {
    const day = await simulateDay(await connect(), clients)
    const end = 24 * HOUR
    expect(day.events).toBe(countConnects(clients, end) + countDisconnects(clients, end))
    expect(day.memory).toHaveLength(24)
    expect(day.redisCpu).toBeGreaterThan(0)
  })

  it('fails if the count is wrong', async () => {
    const client = await connect()
    const store = redisPresence(client, { now: () => Date.parse('2026-01-01T00:00:00Z') })
    const options = { grace: 0, lastSeenFor: 0, handles: false, sessions: false, asks: false }
    const known = { type: 'connected', userId: 'user', source: '/signalr', at: undefined } as const
    await store.apply('chat', [{ ...known, connectionId: 'one-too-many', timestamp: '' }], options)
    await expect(simulateDay(client, clients)).rejects.toThrow(/counted \d+ of \d+ connections after hour 0/)
  })
})

it('two days predict a third, with tombstones as they were weighed', () => {
  const weights = (clients: number) => hours.map((hour) => (clients > 200 ? 70 : 8) * clients * hour)
  const toDay = (clients: number) => ({
    ...{ events: clients, ended: [], nodeCpu: 0, seconds: 1, redisCpu: 5 + 10 * clients },
    memory: weights(clients).map((weight) => 1_000 + 300 * clients + weight),
  })
  const tombstones = new Map([100, 200, 1_000].map((clients) => [clients, weights(clients)]))
  expect(toPrediction(1_000, [100, 200], [toDay(100), toDay(200)], tombstones)).toEqual({
    memory: Math.max(...toDay(1_000).memory),
    redisCpu: toDay(1_000).redisCpu,
  })
})

it('candidates are measured in turn, in several processes, and stopped even if one fails', async () => {
  const calls: string[] = []
  const start = async (name: string) => ({
    async slice() {
      calls.push(name)
      if (name === 'broken') throw new Error('broken')
      return name === 'double' ? 2 * calls.length : calls.length
    },
    stop: async () => calls.push(`${name} stopped`),
  })
  const effort = { processes: 2, rounds: 2, sliceMs: 0, warmMs: 0 }
  await compare(['single', 'double'], start, effort)
  const round = ['single', 'double', 'double', 'single', 'single stopped', 'double stopped']
  expect(calls).toEqual([...round, ...round])

  calls.length = 0
  await expect(compare(['single', 'broken'], start, effort)).rejects.toThrow('broken')
  expect(calls).toEqual(['single', 'broken', 'single stopped', 'broken stopped'])
})

it('a figure is the median of processes, and a ratio is computed round by round', async () => {
  let process = 0
  const start = async (name: string) => {
    const speed = name === 'base' ? process++ : process - 1
    // The machine gets slower and slower.
    let round = 1
    return { slice: async () => (name === 'base' ? 1 : 3 + speed) * 2 ** round++, async stop() {} }
  }
  const found = await compare(['base', 'other'], start, { processes: 3, rounds: 5, sliceMs: 0, warmMs: 0 })
  expect(found.ratio('other', 'base')).toEqual({ median: 4, low: 3, high: 5 })
})
