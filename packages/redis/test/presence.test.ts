import { randomUUID } from 'node:crypto'
import {
  type Applied,
  memoryPresence,
  type PresenceEvent,
  type PresenceStore,
} from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { createOracle, presenceStoreChecks } from '@signalr-events/testing/presence'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeRedis, openRedis, type Redis, startRedis } from '../../../test/support/redis.js'
import { type Connect, type Connected, clients, clusterClients } from './support/clients.js'

const options = {
  ...{ grace: 15_000, lastSeenFor: 30 * 24 * 3_600_000 },
  ...{ handles: true, sessions: true, asks: true },
}

/** Checks that apply many events. */
const long = new Set(['changes-overflow', 'evidence-tombstone-life', 'evidence-any-order'])

/** The part of a result that must be equal in every store. */
async function describeState(store: PresenceStore, hub: string) {
  const records = (await store.connections(hub, undefined, 10_000)).items
  const connections = records.map(({ connection }) => connection)
  await store.claim(hub, { ...options, lease: 60_000, limit: 1_000 })
  const { events, outstanding } = await store.status(hub)
  return {
    connections: [...connections].sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1)),
    users: await store.users(hub, undefined, 10_000),
    count: await store.count(hub),
    lastSeen: await store.lastSeen(hub, 'user-1'),
    events,
    outstanding,
  }
}

function describeClients(connects: Readonly<Record<string, Connect>>, open: () => Promise<Redis>): void {
  let redis: Redis
  beforeAll(async () => {
    redis = await open()
  })
  afterAll(() => redis.stop())

  describe.each(Object.entries(connects))('%s', (name, connect) => {
    let connected: Connected
    const prefix = `${randomUUID()}:`
    beforeAll(async () => {
      connected = await connect(redis.url)
    })
    afterAll(() => connected.close())

    // Clients differ in how they send and read. Long checks run with the newest client only.
    const isNewest = name.endsWith(' 6')
    for (const check of presenceStoreChecks.filter(({ id }) => isNewest || !long.has(id))) {
      it(`${check.id}: ${check.title}`, () =>
        check.run({ create: ({ now }) => redisPresence(connected.client, { prefix, now }) }))
    }

    it.each([1, 2, 3])('gives exactly the answers of the memory store, seed %i', async (seed) => {
      const startAt = Date.parse('2026-01-01T00:00:00Z')
      const faults = { jitter: 60_000, duplicates: 0.2, retries: 0.2, lostDisconnects: 0.05, skew: 60_000 }
      const { arrivals } = createOracle({ seed, startAt, connections: 300, users: 40, ...faults })
      let time = startAt
      const now = () => time
      const memory = memoryPresence({ now })
      const store = redisPresence(connected.client, { prefix, now })
      const hub = `oracle-${seed}`
      for (const [i, { arrivesAt, ...event }] of arrivals.entries()) {
        time = arrivesAt
        const userId = event.type === 'disconnected' && i % 3 === 0 ? undefined : event.userId
        const events: PresenceEvent[] = [{ ...event, userId, source: `/s${i % 2}` }]
        const withoutRecord = (list: readonly Applied[]) =>
          list.map(({ outcome, ended }) => ({ outcome, ended: ended && { ...ended, record: '' } }))
        const [applied, remembered] = [
          await store.apply(hub, events, options),
          await memory.apply(hub, events, options),
        ]
        expect(withoutRecord(applied)).toEqual(withoutRecord(remembered))
        // Some connections end while their clients stay connected.
        if (i % 9 === 0) {
          const verdict = i % 2 === 0 ? ('expired' as const) : ('erased' as const)
          const times = { version: undefined, askedAt: time, between: 0, seenAt: time }
          const verdicts = [{ connectionId: event.connectionId, verdict, ...times }]
          expect(await store.judge(hub, verdicts, options)).toEqual(
            await memory.judge(hub, verdicts, options),
          )
        }
        // Some records are taken immediately, others stay.
        if (i % 2 === 0) {
          for (const [target, list] of [[store, applied] as const, [memory, remembered] as const]) {
            const records = list.flatMap(({ ended }) =>
              ended ? { connectionId: event.connectionId, record: ended.record } : [],
            )
            await target.taken(hub, records)
          }
        }
        if (i % 7 !== 0) continue
        const claim = { ...options, lease: 60_000, limit: 1_000 }
        const [ours, theirs] = [await store.claim(hub, claim), await memory.claim(hub, claim)]
        // A store may end a grace period on request or before, so the numbers may differ in between.
        const describe = (list: typeof ours.transitions) =>
          list
            .map(({ userId, state, attempt, lastSeen }) => `${userId} ${state} ${attempt} ${lastSeen}`)
            .sort()
        expect(describe(ours.transitions)).toEqual(describe(theirs.transitions))
        const retryMs = i % 2 === 0 ? undefined : 30_000
        for (const [target, { transitions }] of [[store, ours] as const, [memory, theirs] as const])
          for (const { userId, token } of transitions) await target.settle(hub, userId, token, retryMs)
      }
      expect(await describeState(store, hub)).toEqual(await describeState(memory, hub))
    })
  })
}

describeRedis('presence on a server', 'any', () => describeClients(clients, openRedis))
describeRedis('presence on a Cluster', 'own', () =>
  describeClients(clusterClients, () => startRedis({ cluster: true })),
)
