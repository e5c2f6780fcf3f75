import { expect, it, onTestFinished } from 'vitest'
import {
  createStorm,
  type Memory,
  type Storm,
  type StormServer,
  startKnowing,
  startStormServer,
} from './support/presence/storm.js'
import { describeRedis, startRedis } from './support/redis.js'

// The service drops all connections at once, and all clients reconnect: each is one disconnected event, and one connected
// event with another id. They are repeated, late and out of order, and some disconnected events are lost. Afterwards the
// answers are the truth, nobody who came back in time was reported, and little is kept of the connections that are gone.
// STORM_CONNECTIONS sets how many there are. STORM_SEED repeats a run.

const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 2 ** 31)
const given = process.env['STORM_CONNECTIONS']
const sizes = { memory: Number(given ?? 50_000), redis: Number(given ?? 10_000) }

/** Longer than a run takes: everybody comes back in time. */
const grace = 24 * 60 * 60_000
const MiB = 2 ** 20
/** What compiled code, connections and the client of the service take, whatever the size. */
const FIXED = 12 * MiB

/** Plays a storm, and compares every answer with the truth. Resolves with the memory before and after it. */
async function play(storm: Storm, redisUrl?: string): Promise<readonly [Memory, Memory]> {
  const { connections, users, lost, before, after } = storm
  expect(lost).toBeGreaterThan(0)
  const service = await startKnowing(connections)
  const server = await startStormServer({ redisUrl, service, grace })

  await server.deliver(before)
  await expectHandled(server, [...new Set(before.map(({ userId }) => userId))])
  const memoryBefore = await server.ask<Memory>('/memory')
  await server.deliver(after)
  const count = { users: users.length, connections: connections.length }
  expect(await server.ask('/count')).toEqual({ ...count, connections: connections.length + lost })
  // Each must be missing twice.
  const reconcile = () => server.ask('/reconcile').then(() => server.ask('/count'))
  await expect.poll(reconcile, { timeout: 400_000 }).toEqual(count)

  expect((await server.ask<string[]>('/connections')).sort()).toEqual(connections)
  expect((await server.ask<string[]>('/users')).sort()).toEqual(users)
  const asked = [...users, 'nobody']
  expect(await server.areOnline(asked)).toEqual(asked.map((userId) => userId !== 'nobody'))
  await expectHandled(server, users)
  return [memoryBefore, await server.ask<Memory>('/memory')]
}

/** Each of the users has come online once, and nobody has gone offline. */
async function expectHandled(server: StormServer, users: readonly string[]): Promise<void> {
  const outstanding = async () => (await server.ask<{ outstanding: number }>('/status')).outstanding
  await expect.poll(outstanding, { timeout: 180_000, interval: 200 }).toBe(0)
  const online = users.map((userId) => `${userId} online`)
  expect((await server.ask<string[]>('/transitions')).sort()).toEqual(online.sort())
}

it(`${sizes.memory} clients that are dropped and reconnect, in memory, seed ${seed}`, {
  timeout: 120_000 + 10 * sizes.memory,
}, async () => {
  const [before, after] = await play(createStorm(seed, sizes.memory))
  // An id that must not come back takes 100 bytes, and its text as much.
  expect(after.used - before.used).toBeLessThan(FIXED + 250 * sizes.memory)
  expect(after.peak).toBeLessThan(384 * MiB)
})

describeRedis('Redis', 'own', () => {
  it(`${sizes.redis} clients that are dropped and reconnect, seed ${seed}`, {
    timeout: 120_000 + 10 * sizes.redis,
  }, async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const [before, after] = await play(createStorm(seed, sizes.redis), redis.url)
    // The process keeps nothing, and Redis fingerprints, and when a user was last seen.
    expect(after.used - before.used).toBeLessThan(FIXED + 50 * sizes.redis)
    expect(after.inRedis - before.inRedis).toBeLessThan(MiB + 150 * sizes.redis)
    expect(after.peak).toBeLessThan(384 * MiB)
  })
})
