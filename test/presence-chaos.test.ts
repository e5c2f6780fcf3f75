import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis as Admin } from 'ioredis'
import { afterEach, expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '../scripts/shared/port.mjs'
import { startRedis as startWith } from '../scripts/shared/redis.mjs'
import { PresenceFleet } from './support/presence/fleet.js'
import { createShortWorld, play } from './support/presence/play.js'
import { describeRedis, type Redis, startRedis } from './support/redis.js'

// Three processes share who is online. Processes and Redis die while clients come and go: in the end every process
// answers the truth, and the last transition that was handled of each user is the true one.
// PRESENCE_SECONDS sets how long clients come and go. PRESENCE_SEED repeats a run.

const seed = Number(process.env['PRESENCE_SEED'] ?? Date.now() % 2 ** 31)
const seconds = Number(process.env['PRESENCE_SECONDS'] ?? 4)
const duration = seconds * 1_000
const connections = seconds * 100
const places = [0, 1, 2]
const grace = 500

let fleet: PresenceFleet
afterEach(() => fleet.dispose())

async function openFleet(redis: Redis): Promise<void> {
  onTestFinished(() => redis.stop())
  fleet = new PresenceFleet({ redisUrl: redis.url, grace, lease: 2_000 })
  await Promise.all(places.map((place) => fleet.start(place)))
}

/** Plays a world, each delivery at a server that is chosen in turn. */
async function playWorld() {
  const world = createShortWorld(seed, duration, connections)
  await play(world.arrivals, async (request, n) => {
    const url = `${fleet.urls[n % places.length]}/events`
    const { method, headers, body = null } = request
    try {
      return (await fetch(url, { method, headers, body })).status === 200
    } catch {
      return false
    }
  })
  return world
}

/** Kills one process after the other, and starts another in its place, until `stop` aborts. */
async function killInTurn(every: number, stop: AbortSignal): Promise<void> {
  for (let turn = 0; !stop.aborted; turn = (turn + 1) % places.length) {
    await sleep(every, undefined, { signal: stop }).catch(() => {})
    if (stop.aborted) return
    await fleet.kill(turn)
    await fleet.start(turn)
  }
}

async function expectTruth(world: Awaited<ReturnType<typeof playWorld>>): Promise<void> {
  const wait = { timeout: 20_000, interval: 100 }
  const count = { users: world.users.length, connections: world.connections.length }
  for (const place of places) {
    const what = `seed ${seed}, process ${place}`
    await expect.poll(() => fleet.ask(place, '/count'), { ...wait, message: what }).toEqual(count)
    expect([...((await fleet.ask<string[]>(place, '/connections')) ?? [])].sort(), what).toEqual(
      world.connections,
    )
    expect([...((await fleet.ask<string[]>(place, '/users')) ?? [])].sort(), what).toEqual(world.users)
  }
  await expect.poll(listOnline, { ...wait, message: `handled, seed ${seed}` }).toEqual(world.users)
}

/** Users whose last transition that was handled is online. */
function listOnline(): string[] {
  const last = new Map(fleet.handled().map(({ userId, state }) => [userId, state]))
  return [...last].flatMap(([userId, state]) => (state === 'online' ? userId : [])).sort()
}

describeRedis('three processes', 'own', () => {
  it('answer the truth while nothing dies, and handle each transition once', {
    timeout: 120_000,
  }, async () => {
    await openFleet(await startRedis())
    await expectTruth(await playWorld())
    const ids = fleet.handled().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('answer the truth although one is killed each second', { timeout: 120_000 + 4 * duration }, async () => {
    await openFleet(await startRedis())
    const stop = new AbortController()
    const killing = killInTurn(1_000, stop.signal)
    const world = await playWorld()
    stop.abort()
    await killing
    await expectTruth(world)
  })

  it('answer the truth although Redis is restarted from its log', {
    timeout: 120_000 + 4 * duration,
  }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'redis-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    const port = await findFreePort()
    const args = ['--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always']
    const redis = await startWith({ port, args })
    await openFleet(redis)
    const playing = playWorld()
    await sleep(duration / 2)
    await redis.stop()
    await sleep(500)
    const again = await startWith({ port, args })
    onTestFinished(() => again.stop())
    await expectTruth(await playing)
  })

  it('say that the answer is incomplete after Redis was flushed', {
    timeout: 120_000,
  }, async () => {
    const redis = await startRedis()
    await openFleet(redis)
    const before = Date.now()
    const playing = playWorld()
    await sleep(duration / 2)
    const admin = new Admin(redis.url)
    await admin.flushall()
    admin.disconnect()
    const world = await playing
    const found = (await fleet.ask<string[]>(0, '/connections')) ?? []
    expect(found.length).toBeGreaterThan(0)
    const missing = world.connections.filter((id) => !found.includes(id))
    expect(missing.length).toBeGreaterThan(0)
    const status = await fleet.ask<{ complete: boolean; since: string }>(0, '/status')
    expect(status?.complete).toBe(false)
    expect(Date.parse(status?.since ?? '')).toBeGreaterThan(before + duration / 2 - 1_000)
  })
})
