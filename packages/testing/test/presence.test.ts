import { memoryPresence, type PresenceStore } from '@signalr-events/presence'
import {
  type Clock,
  createOracle,
  presenceStoreChecks,
  runPresenceStoreChecks,
} from '@signalr-events/testing/presence'
import { describe, expect, it } from 'vitest'

describe('memoryPresence', () => {
  for (const check of presenceStoreChecks) {
    it(`${check.id}: ${check.title}`, () => check.run({ create: ({ now }) => memoryPresence({ now }) }))
  }
})

/** A naive store: one Set of connections. */
function naivePresence(clock: Clock): PresenceStore {
  const right = memoryPresence(clock)
  const connections = new Map<string, Map<string, string | undefined>>()
  const read = (hub: string) => connections.get(hub) ?? new Map<string, string | undefined>()
  return {
    ...right,
    apply(hub, events) {
      const known = read(hub)
      connections.set(hub, known)
      return events.map(({ type, connectionId, userId }) => {
        if (type === 'disconnected') known.delete(connectionId)
        else known.set(connectionId, userId)
        return { outcome: type === 'connected' ? 'new' : 'ended', ended: undefined }
      })
    },
    count: (hub) => ({ users: new Set(read(hub).values()).size, connections: read(hub).size }),
    connections: (hub) => ({
      items: [...read(hub)].map(([connectionId, userId]) => ({
        connection: { connectionId, userId, source: '/signalr', connectedAt: undefined },
        ...{ verifiedAt: 0, missingAt: 0, version: '' },
      })),
      next: undefined,
    }),
  }
}

describe('checks of presence stores', () => {
  it('have unique ids and a title', () => {
    expect(new Set(presenceStoreChecks.map(({ id }) => id)).size).toBe(presenceStoreChecks.length)
    for (const { id, title } of presenceStoreChecks) {
      expect(id).toMatch(/^[a-z0-9-]+$/)
      expect(title).not.toBe('')
    }
  })

  it('fail on a store that keeps a Set', async () => {
    const results = await runPresenceStoreChecks({ create: naivePresence })
    const failed = results.filter(({ error }) => error).map(({ check }) => check.id)
    expect(failed).toEqual(
      expect.arrayContaining(['evidence-any-order', 'evidence-tombstone-life', 'users-count', 'users-grace']),
    )
  })
})

describe('createOracle', () => {
  const options = {
    seed: 3,
    startAt: 0,
    connections: 400,
    duplicates: 0.2,
    retries: 0.2,
    lostDisconnects: 0.1,
  }

  it('creates the same events from the same seed', () => {
    expect(createOracle(options)).toEqual({ ...createOracle(options), onlineAt: expect.any(Function) })
    expect(createOracle(options).arrivals).not.toEqual(createOracle({ ...options, seed: 4 }).arrivals)
  })

  it('repeats, delays and loses events', () => {
    const { arrivals, connections } = createOracle(options)
    const disconnected = new Set(
      arrivals.filter(({ type }) => type === 'disconnected').map(({ connectionId }) => connectionId),
    )
    expect(connections).toHaveLength(400)
    expect(disconnected.size).toBeLessThan(400)
    expect(disconnected.size).toBeGreaterThan(320)
    expect(arrivals.length).toBeGreaterThan(800)
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a.arrivesAt - b.arrivesAt))
    expect(arrivals.some(({ arrivesAt, timestamp }) => arrivesAt - Date.parse(timestamp) > 3_600_000)).toBe(
      true,
    )
  })

  it('drops every connection at a time, and lets the clients reconnect with another id', () => {
    const dropAt = 12 * 3_600_000
    const { onlineAt, connections } = createOracle({ ...options, duration: dropAt, life: dropAt, dropAt })
    const ids = (time: number) => onlineAt(time).map(({ connectionId }) => connectionId)
    const before = ids(dropAt - 1)
    expect([before.length > 100, ids(dropAt)]).toEqual([true, []])
    const after = onlineAt(dropAt + 30_000)
    expect(after.map(({ connectionId }) => connectionId.replace('-again', ''))).toEqual(
      expect.arrayContaining(before.slice(0, 10)),
    )
    for (const { connectedAt } of after) expect(connectedAt).toBeGreaterThanOrEqual(dropAt)
    expect(new Set(connections.map(({ connectionId }) => connectionId)).size).toBe(connections.length)
    // Without a drop, the same seed still makes the same world.
    expect(createOracle({ ...options, dropAt: Number.MAX_SAFE_INTEGER }).arrivals).toEqual(
      createOracle(options).arrivals,
    )
  })

  it('returns the online connections at any time', () => {
    const { onlineAt, connections } = createOracle({ ...options, connections: 1 })
    const [only] = connections
    expect(onlineAt(only?.connectedAt ?? 0)).toEqual([only])
    expect(onlineAt(only?.disconnectedAt ?? 0)).toEqual([])
  })
})

it('a list that does not end fails its checks, and does not run for good', async () => {
  const create = ({ now }: Clock): PresenceStore => {
    const right = memoryPresence({ now })
    return {
      ...right,
      connections: async (hub, _, size) => ({
        ...(await right.connections(hub, undefined, size)),
        next: 'x',
      }),
    }
  }
  const failures = (await runPresenceStoreChecks({ create })).flatMap(({ error }) => error?.message ?? [])
  expect(failures).toContain('the list does not end after 10000 pages')
})
