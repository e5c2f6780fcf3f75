import { redisStore } from '@signalr-events/redis'
import { redisPresence } from '@signalr-events/redis/presence'
import { expect, it, onTestFinished } from 'vitest'
import { compare, figure } from '../bench/src/compare.js'
import { createRedisClient } from '../bench/src/redis.js'
import { countConnects, countDisconnects, playDay, predict, toEvents } from '../bench/src/sections/days.js'
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
    const day = await playDay(await connect(), clients)
    const end = 24 * HOUR
    expect(day.events).toBe(countConnects(clients, end) + countDisconnects(clients, end))
    expect(day.memory).toBeGreaterThan(0)
    expect(day.cpu).toBeGreaterThan(0)
  })

  it('fails if the count is wrong', async () => {
    const client = await connect()
    const store = redisPresence(client, { now: () => Date.parse('2026-01-01T00:00:00Z') })
    const options = { grace: 0, lastSeenFor: 0, handles: false, sessions: false, asks: false }
    const known = { type: 'connected', userId: 'user', source: '/signalr', at: undefined } as const
    await store.apply('chat', [{ ...known, connectionId: 'one-too-many', timestamp: '' }], options)
    await expect(playDay(client, clients)).rejects.toThrow(/^counted \d+ of \d+ connections in second 3600$/)
  })
})

describeRedis('keys in a Cluster', 'own', () => {
  it('of deduplication are in 16 slots, of presence in one for each hub', async () => {
    const [redis, cluster] = await Promise.all([startRedis(), startRedis({ cluster: true })])
    const [client, asked] = [createRedisClient(redis.port), createRedisClient(cluster.port)]
    await Promise.all([client.connect(), asked.connect()])
    onTestFinished(async () => {
      for (const each of [client, asked]) each.destroy()
      await Promise.all([redis.stop(), cluster.stop()])
    })
    async function countSlots(): Promise<number> {
      const keys = (await client.keys('*')).filter((key) => key.includes('{'))
      return new Set(await Promise.all(keys.map((key) => asked.clusterKeySlot(key)))).size
    }

    const events = toEvents('connected', 0, 500, Date.now(), 400)
    await redisStore(client).claim(
      events.map(({ connectionId }) => connectionId),
      60_000,
    )
    expect(await countSlots()).toBe(16)
    await client.flushAll()
    const options = { grace: 0, lastSeenFor: 1000, handles: false, sessions: false, asks: false }
    for (const [i, hub] of ['chat', 'news', 'games'].entries()) {
      await redisPresence(client).apply(hub, events, options)
      expect(await countSlots()).toBe(i + 1)
    }
  })
})

it('two days predict another by a straight line', () => {
  const toDay = (clients: number) => ({
    ...{ clients, events: 2 * clients, memory: 1_000 + 300 * clients, cpu: 5 + 10 * clients },
  })
  expect(predict(1_000, toDay(100), toDay(200))).toEqual(toDay(1_000))
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
  const effort = { processes: 2, rounds: 2, sliceMs: 0, warmMs: 0, budgetsOnly: false }
  await compare([figure('row', 'column', 'single', 'double')], start, effort)
  const round = ['single', 'double', 'double', 'single', 'single stopped', 'double stopped']
  expect(calls).toEqual([...round, ...round])

  calls.length = 0
  await expect(compare([figure('row', 'column', 'single', 'broken')], start, effort)).rejects.toThrow(
    'broken',
  )
  expect(calls).toEqual(['single', 'broken', 'single stopped', 'broken stopped'])
})

it('a figure is the median of processes, and a ratio is computed round by round', async () => {
  let process = 0
  const start = async (name: string) => {
    const speed = name === 'other' ? process++ : 0
    // The machine gets slower and slower.
    let round = 1
    return { slice: async () => (name === 'base' ? 1 : 3 + speed) * 2 ** round++, async stop() {} }
  }
  const effort = { processes: 3, rounds: 5, sliceMs: 0, warmMs: 0, budgetsOnly: false }
  const cells = await compare([figure('row', 'column', 'other', 'base')], start, effort)
  expect(cells).toEqual([{ row: 'row', column: 'column', value: 4 }])
})

it('only figures with a budget are measured for a check', async () => {
  const started: string[] = []
  const start = async (name: string) => {
    started.push(name)
    return { slice: async () => 1, async stop() {} }
  }
  const figures = [
    figure('handle', '1 event', 'handle', 'JSON.parse'),
    figure('handle', '7 events', 'handle', 'other'),
  ]
  const effort = { processes: 1, rounds: 1, sliceMs: 0, warmMs: 0, budgetsOnly: true }
  expect(await compare(figures, start, effort)).toEqual([{ row: 'handle', column: '1 event', value: 1 }])
  expect(started).toEqual(['handle', 'JSON.parse'])
})
