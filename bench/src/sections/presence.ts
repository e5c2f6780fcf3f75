import { memoryPresence, type PresenceEvent, type PresenceStore } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { type Arrival, createOracle, type OracleOptions } from '@signalr-events/testing/presence'
import { Table } from '../figures.js'
import { type RedisClient, readRedisCpu, withRedis } from '../redis.js'
import { reportLimits, toGrid } from '../report.js'

const MINUTE = 60_000
const seed = 1
const startAt = Date.parse('2026-01-01T00:00:00Z')
const change = { grace: 0, lastSeenFor: 0, handles: false, sessions: false, asks: false }

const streams: Readonly<Record<string, Partial<OracleOptions>>> = {
  'late by seconds': {},
  '1 % twice': { duplicates: 0.01 },
  '2 % retried': { retries: 0.02 },
  'both, and 0.5 % of disconnects lost': { duplicates: 0.01, retries: 0.02, lostDisconnects: 0.005 },
}

/** Prints what each way to count is worth, and what presence costs. Resolves with whether that is within the limits. */
export async function measurePresence(): Promise<boolean> {
  const table = new Table(`Connections after 24 hours of 20,000 connections of 2,000 users, seed ${seed}`)
  for (const [stream, faults] of Object.entries(streams))
    for (const [way, connections] of Object.entries(await count(faults)))
      table.set(stream, way, String(connections))
  console.log(`${toGrid(table)}\n`)
  return withRedis(measureRedis)
}

/** What each way says at the end. */
async function count(faults: Partial<OracleOptions>): Promise<Record<string, number>> {
  const oracle = createOracle({ seed, startAt, connections: 20_000, users: 2_000, ...faults })
  const end = startAt + 24 * 60 * MINUTE
  let time = startAt
  let nextPass = startAt
  let sum = 0
  const store = memoryPresence({ now: () => time })
  const [set, withTombstones, tombstones] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const arrival of oracle.arrivals) {
    if (arrival.arrivesAt > end) break
    for (; nextPass < arrival.arrivesAt; nextPass += MINUTE) {
      time = nextPass
      await reconcile(store, new Set(oracle.onlineAt(time).map(({ connectionId }) => connectionId)), time)
    }
    time = arrival.arrivesAt
    const { type, connectionId } = arrival
    sum += type === 'connected' ? 1 : -1
    set[type === 'connected' ? 'add' : 'delete'](connectionId)
    if (type === 'disconnected') tombstones.add(connectionId)
    withTombstones[tombstones.has(connectionId) ? 'delete' : 'add'](connectionId)
    await store.apply('chat', [toEvent(arrival)], change)
  }
  return {
    truth: oracle.onlineAt(end).length,
    '±1': sum,
    Set: set.size,
    'Set with tombstones': withTombstones.size,
    presence: (await store.count('chat')).connections,
  }
}

/** Asks about connections that are older than 15 minutes, 10 a second, as the reconciliation does. */
async function reconcile(store: PresenceStore, online: ReadonlySet<string>, now: number): Promise<void> {
  const { items } = await store.connections('chat', undefined, 100_000)
  const due = items.filter(
    ({ connection, verifiedAt }) =>
      now - Math.max(verifiedAt, Date.parse(connection.connectedAt ?? '')) > 15 * MINUTE,
  )
  const verdicts = due.slice(0, 600).map(({ connection: { connectionId }, version }) => {
    const verdict = online.has(connectionId) ? ('exists' as const) : ('missing' as const)
    return { connectionId, version, verdict, askedAt: now, between: 30_000, seenAt: now }
  })
  await store.judge('chat', verdicts, change)
}

function toEvent({ arrivesAt: _, ...event }: Arrival): PresenceEvent {
  return { ...event, source: '/signalr', at: Date.parse(event.timestamp) }
}

const TOTAL = 50_000
const BATCH = 500

async function measureRedis(client: RedisClient): Promise<boolean> {
  const store = redisPresence(client)
  const readMemory = async () => Number(/^used_memory:(\d+)/m.exec(String(await client.info('memory')))?.[1])
  /** CPU of the server for each of `total`, in microseconds. */
  const cost = async (total: number, work: (from: number) => unknown) => {
    const before = await readRedisCpu(client)
    for (let from = 0; from < total; from += BATCH) await work(from)
    return ((await readRedisCpu(client)) - before) / total
  }
  const set = (from: number) =>
    Promise.all(
      toEvents('connected', from).map(({ connectionId }) =>
        client.set(`set:${connectionId}`, '1', { PX: 90_000_000, NX: true }),
      ),
    )
  const apply = (type: PresenceEvent['type']) => async (from: number) =>
    store.apply('chat', toEvents(type, from), change)
  const ask = (hub: string) => () => Promise.all(Array.from({ length: BATCH }, () => store.count(hub)))

  await cost(5_000, (from) => set(1_000_000 + from))
  const base = await cost(TOTAL, set)
  const empty = await readMemory()
  const connected = await cost(TOTAL, apply('connected'))
  const full = await readMemory()
  const repeated = await cost(TOTAL, apply('connected'))
  const [few, many] = [await cost(BATCH * 4, ask('other')), await cost(BATCH * 4, ask('chat'))]
  const disconnected = await cost(TOTAL, apply('disconnected'))
  const again = await cost(TOTAL, apply('disconnected'))
  const tombstones = await client.keys('signalr-presence:{chat}t*')
  const sizes = await Promise.all(tombstones.map((key) => client.memoryUsage(key)))
  const gone = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
  return reportLimits('On Redis: CPU of the server as a multiple of a pipelined SET NX PX, and bytes', {
    'connected event': [connected / base, 5],
    'disconnected event': [disconnected / base, 5.5],
    'repeated event': [Math.max(repeated, again) / base, 1.1],
    'bytes of a live connection and its user': [(full - empty) / TOTAL, 360],
    'bytes of a tombstone': [gone / TOTAL, 15],
    'count with 50,000 connections / with none': [many / few, 1.2],
  })
}

function toEvents(type: PresenceEvent['type'], from: number): PresenceEvent[] {
  return Array.from({ length: BATCH }, (_, i) => {
    const at = Date.now()
    const connectionId = `${String(from + i).padStart(10, '0')}-3f1bq7Tn5aQ`
    const userId = `user-${Math.floor((from + i) / 1.25)}`
    return { type, connectionId, userId, source: '/signalr', timestamp: new Date(at).toISOString(), at }
  })
}
