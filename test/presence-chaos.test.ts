import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis as Admin } from 'ioredis'
import { afterEach, expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '../scripts/shared/port.mjs'
import { startRedis as startWith } from '../scripts/shared/redis.mjs'
import { PresenceFleet } from './support/presence/fleet.js'
import { createShortTraffic, deliverArrivals } from './support/presence/traffic.js'
import { describeRedis, type Redis, startRedis } from './support/redis.js'

// Three processes share presence. Processes and Redis are killed while clients connect and disconnect. In the end, every
// process returns the actual state, and the last handled transition of each user is the actual one.
// PRESENCE_SECONDS sets the duration of the traffic. PRESENCE_SEED repeats a run.

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

/** Delivers traffic, each delivery to the next server. */
async function deliverTraffic() {
  const traffic = createShortTraffic(seed, duration, connections)
  await deliverArrivals(traffic.arrivals, async (request, n) => {
    const url = `${fleet.urls[n % places.length]}/events`
    const { method, headers, body = null } = request
    try {
      return (await fetch(url, { method, headers, body })).status === 200
    } catch {
      return false
    }
  })
  return traffic
}

/** Kills and replaces one process after the other, until `stop` aborts. */
async function killInTurn(every: number, stop: AbortSignal): Promise<void> {
  for (let turn = 0; !stop.aborted; turn = (turn + 1) % places.length) {
    await sleep(every, undefined, { signal: stop }).catch(() => {})
    if (stop.aborted) return
    await fleet.kill(turn)
    await fleet.start(turn)
  }
}

async function expectActual(traffic: Awaited<ReturnType<typeof deliverTraffic>>): Promise<void> {
  const wait = { timeout: 20_000, interval: 100 }
  const count = { users: traffic.users.length, connections: traffic.connections.length }
  for (const place of places) {
    const what = `seed ${seed}, process ${place}`
    await expect.poll(() => fleet.ask(place, '/count'), { ...wait, message: what }).toEqual(count)
    expect([...((await fleet.ask<string[]>(place, '/connections')) ?? [])].sort(), what).toEqual(
      traffic.connections,
    )
    expect([...((await fleet.ask<string[]>(place, '/users')) ?? [])].sort(), what).toEqual(traffic.users)
  }
  await expect.poll(listOnline, { ...wait, message: `handled, seed ${seed}` }).toEqual(traffic.users)
}

/** Users whose last handled transition is online. */
function listOnline(): string[] {
  const last = new Map(fleet.handled().map(({ userId, state }) => [userId, state]))
  return [...last].flatMap(([userId, state]) => (state === 'online' ? userId : [])).sort()
}

describeRedis('three processes', 'own', () => {
  it('return the actual state, and handle each transition once', {
    timeout: 120_000,
  }, async () => {
    await openFleet(await startRedis())
    await expectActual(await deliverTraffic())
    const ids = fleet.handled().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('return the actual state although one is killed each second', {
    timeout: 120_000 + 4 * duration,
  }, async () => {
    await openFleet(await startRedis())
    const stop = new AbortController()
    const killing = killInTurn(1_000, stop.signal)
    const traffic = await deliverTraffic()
    stop.abort()
    await killing
    await expectActual(traffic)
  })

  it('return the actual state although Redis is restarted from its log', {
    timeout: 120_000 + 4 * duration,
  }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'redis-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    const port = await findFreePort()
    const args = ['--dir', dir, '--appendonly', 'yes', '--appendfsync', 'always']
    const redis = await startWith({ port, args })
    await openFleet(redis)
    const delivering = deliverTraffic()
    await sleep(duration / 2)
    await redis.stop()
    await sleep(500)
    const again = await startWith({ port, args })
    onTestFinished(() => again.stop())
    await expectActual(await delivering)
  })

  it('report incomplete data after Redis was flushed', {
    timeout: 120_000,
  }, async () => {
    const redis = await startRedis()
    await openFleet(redis)
    const before = Date.now()
    const delivering = deliverTraffic()
    await sleep(duration / 2)
    const admin = new Admin(redis.url)
    await admin.flushall()
    admin.disconnect()
    const traffic = await delivering
    const found = (await fleet.ask<string[]>(0, '/connections')) ?? []
    expect(found.length).toBeGreaterThan(0)
    const missing = traffic.connections.filter((id) => !found.includes(id))
    expect(missing.length).toBeGreaterThan(0)
    const status = await fleet.ask<{ complete: boolean; since: string }>(0, '/status')
    expect(status?.complete).toBe(false)
    expect(Date.parse(status?.since ?? '')).toBeGreaterThan(before + duration / 2 - 1_000)
  })
})
