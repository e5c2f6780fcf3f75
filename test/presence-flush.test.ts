import { createPresence, type PresenceEvent } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { type Arrival, createOracle, type Oracle } from '@signalr-events/testing/presence'
import { createClient } from 'redis'
import { expect, it, onTestFinished } from 'vitest'
import {
  change,
  hour,
  isProbe,
  minute,
  missing,
  source,
  startService,
  yes,
} from '../packages/presence/test/support/reconcile.js'
import { describeRedis, startRedis } from './support/redis.js'

// Redis forgets everything. Until its memory is whole again, the answer says that it is incomplete. The clock is set by
// hand: a day passes at once.

const startAt = Date.parse('2026-01-01T00:00:00Z')

/** Presence on a real Redis with a clock, and a service that knows what is true. */
async function open(isAlive: (id: string, time: number) => boolean) {
  let time = startAt
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  const client = await createClient({ url: redis.url }).connect()
  onTestFinished(() => client.destroy())
  const store = redisPresence(client, { now: () => time })
  const { service } = await startService((id, ...rest) =>
    (!isProbe(id) && isAlive(id, time) ? yes : missing)(id, ...rest),
  )
  const codes = new Set<string>()
  const presence = createPresence({
    ...{ store, service, grace: 0, timeout: 60_000, onError: ({ code }) => void codes.add(code) },
    reconcile: { perSecond: 1_000_000 },
  })
  onTestFinished(async () => {
    await presence.close()
    // After a flush, all that are asked about may have gone.
    codes.delete('SUSPICIOUS')
    expect([...codes]).toEqual([])
  })
  return {
    presence,
    flush: () => client.flushAll(),
    setTime(next: number) {
      time = next
    },
    async arrive({ arrivesAt, type, connectionId, userId, timestamp }: Arrival) {
      time = arrivesAt
      const event: PresenceEvent = {
        type,
        connectionId,
        userId,
        source,
        timestamp,
      }
      await store.apply('chat', [event], change)
    },
    async list() {
      const ids = new Set<string>()
      for await (const { connectionId } of presence.connections('chat')) ids.add(connectionId)
      return [...ids].sort()
    },
    async reconcile() {
      for (let i = 0; i < 4; i++) {
        await presence.reconcile('chat')
        time += minute / 2
      }
    },
  }
}

/** The first day has late and repeated events, the second starts when the last of these have arrived. */
function createDays(seed: number) {
  const first = createOracle({
    ...{ seed, startAt, duration: 20 * hour, connections: 500, users: 50, life: 2 * hour },
    ...{ duplicates: 0.2, retries: 0.3 },
  })
  const second = createOracle({
    ...{
      seed,
      startAt: startAt + 50 * hour,
      duration: 10 * hour,
      connections: 200,
      users: 50,
      life: 2 * hour,
    },
  })
  const rename = <Item extends { readonly connectionId: string }>(each: Item) => ({
    ...each,
    connectionId: `second ${each.connectionId}`,
  })
  const days: Pick<Oracle, 'arrivals' | 'onlineAt'> = {
    arrivals: [...first.arrivals, ...second.arrivals.map(rename)].sort((a, b) => a.arrivesAt - b.arrivesAt),
    onlineAt: (time) => [...first.onlineAt(time), ...second.onlineAt(time).map(rename)],
  }
  return days
}

describeRedis('after Redis has forgotten everything', 'own', () => {
  it.each([
    [1, 'without a service, connections whose end is forgotten may stay', false],
    [1, 'by asking the service', true],
    [2, 'by asking the service', true],
    [3, 'by asking the service', true],
  ])('the answer is incomplete, then whole, seed %i, %s', { timeout: 120_000 }, async (seed, _, asks) => {
    const days = createDays(seed)
    const flushAt = startAt + 12 * hour
    const end = startAt + 58 * hour
    const toIds = (time: number) =>
      days
        .onlineAt(time)
        .map(({ connectionId }) => connectionId)
        .sort()
    const alive = new Map<number, Set<string>>()
    const { presence, arrive, flush, setTime, list, reconcile } = await open((id, time) => {
      const known = alive.get(time) ?? new Set(toIds(time))
      alive.clear()
      alive.set(time, known)
      return known.has(id)
    })

    const before = days.arrivals.filter(({ arrivesAt }) => arrivesAt < flushAt)
    for (const each of before) await arrive(each)
    await flush()
    const [next, ...after] = days.arrivals.filter(({ arrivesAt }) => flushAt <= arrivesAt && arrivesAt < end)
    if (next !== undefined) await arrive(next)
    const since = next?.arrivesAt ?? 0
    expect(await presence.status('chat')).toMatchObject({ complete: false, since: new Date(since) })
    expect((await list()).length).toBeLessThan(toIds(since).length)

    let hours = 0
    for (const each of after) {
      await arrive(each)
      if (!asks || each.arrivesAt < since + hours * 6 * hour) continue
      hours++
      await reconcile()
    }
    setTime(since + 24 * hour - 1)
    expect((await presence.status('chat')).complete).toBe(false)
    setTime(since + 24 * hour)
    expect((await presence.status('chat')).complete).toBe(true)

    setTime(end)
    const truth = toIds(end)
    expect(truth.length).toBeGreaterThan(0)
    if (!asks) {
      const ghosts = (await list()).filter((id) => !truth.includes(id))
      expect([await list(), ghosts.length > 0]).toEqual([[...truth, ...ghosts].sort(), true])
      return
    }
    await reconcile()
    expect(await list()).toEqual(toIds(end))
    const users = new Set(days.onlineAt(end).map(({ userId }) => userId))
    expect(await presence.count('chat')).toEqual({ users: users.size, connections: truth.length })
    expect([...(await presence.areOnline('chat', [...users]))].sort()).toEqual([...users].sort())
  })

  it('what came before is asked about at once, and hubs are listed again', async () => {
    const alive = new Set(['b'])
    const { presence, arrive, flush, list, reconcile, setTime } = await open((id) => alive.has(id))
    const timestamp = new Date(startAt).toISOString()
    const toArrival = (type: 'connected' | 'disconnected', connectionId: string, seconds: number) => ({
      ...{ type, connectionId, userId: `user of ${connectionId}`, timestamp },
      arrivesAt: startAt + 1_000 * seconds,
    })
    await arrive(toArrival('connected', 'a', 0))
    await arrive(toArrival('connected', 'b', 0))
    await arrive(toArrival('disconnected', 'a', 10))
    await flush()
    expect(await presence.hubs()).toEqual([])
    // Both events are repeated; that `a` has gone is forgotten.
    await arrive(toArrival('connected', 'a', 40))
    await arrive(toArrival('connected', 'b', 40))
    expect([await list(), await presence.hubs()]).toEqual([['a', 'b'], ['chat']])
    // They are younger than `olderThan`.
    await reconcile()
    expect(await list()).toEqual(['b'])
    setTime(startAt + 30 * hour)
    expect((await presence.status('chat')).complete).toBe(true)
  })
})
