import { createWebhook } from '@signalr-events/core'
import { createPresence, memoryPresence } from '@signalr-events/presence'
import { createClient, eventGrid } from '@signalr-events/testing'
import { createOracle, type OracleOptions } from '@signalr-events/testing/presence'
import { type Cell, toCells } from '../table.js'

const MINUTE = 60_000
const startAt = Date.parse('2026-01-01T00:00:00Z')
const endAt = startAt + 24 * 60 * MINUTE

const streams: Readonly<Record<string, Partial<OracleOptions>>> = {
  'late by seconds': {},
  '1 % twice': { duplicates: 0.01 },
  '2 % retried': { retries: 0.02 },
  'both, and 0.5 % of disconnects lost': { duplicates: 0.01, retries: 0.02, lostDisconnects: 0.005 },
}

/** Measures what each way to count connections is worth. */
export async function measureCounts(): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const [stream, faults] of Object.entries(streams))
    cells.push(...toCells(stream, await countConnections(faults)))
  return cells
}

/** What each way says at the end. */
async function countConnections(faults: Partial<OracleOptions>): Promise<Record<string, number>> {
  const oracle = createOracle({ seed: 1, startAt, connections: 20_000, users: 2_000, ...faults })
  let now = startAt
  const connectionExists = async (id: string) =>
    oracle.onlineAt(now).some(({ connectionId }) => connectionId === id)
  const presence = createPresence({
    store: memoryPresence({ now: () => now }),
    service: { endpoint: 'http://localhost', source: '/signalr', hub: () => ({ connectionExists }) },
    reconcile: { perSecond: Number.MAX_SAFE_INTEGER },
  })
  const client = createClient(createWebhook({}, { use: [presence.middleware] }))
  let [sum, nextPass] = [0, startAt]
  const [set, seen, tombstones] = [new Set<string>(), new Set<string>(), new Set<string>()]

  for (const { arrivesAt, type, ...event } of oracle.arrivals.filter((each) => each.arrivesAt <= endAt)) {
    for (; nextPass < arrivesAt; nextPass += MINUTE) {
      now = nextPass
      await presence.reconcile('chat')
    }
    now = arrivesAt
    await client.send(eventGrid[type]({ source: '/signalr', ...event }))
    const isConnected = type === 'connected'
    sum += isConnected ? 1 : -1
    set[isConnected ? 'add' : 'delete'](event.connectionId)
    ;(isConnected ? seen : tombstones).add(event.connectionId)
  }
  const { connections } = await presence.count('chat')
  await presence.close()
  return {
    truth: oracle.onlineAt(endAt).length,
    '±1': sum,
    Set: set.size,
    'Set with tombstones': [...seen].filter((id) => !tombstones.has(id)).length,
    presence: connections,
  }
}
