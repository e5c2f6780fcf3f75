import { memoryPresence, type PresenceEvent, type PresenceStore } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { type Arrival, createOracle, type OracleOptions } from '@signalr-events/testing/presence'
import { createClient } from 'redis'
import { canStartRedis, startRedis } from '../../../scripts/shared/redis.mjs'
import { readRedisCpu } from '../redis/cpu.js'
import { toGrid } from '../report/console.js'

const minute = 60_000
const seed = 1
const startAt = Date.parse('2026-01-01T00:00:00Z')
const change = { grace: 0, lastSeenFor: 0, handles: false, sessions: false, asks: false }

/** What the answer of each way to count is worth, and what it costs on Redis. Returns whether the costs are within limits. */
export async function measurePresence(): Promise<boolean> {
  console.log(`Connections after 24 hours of 20,000 connections of 2,000 users, seed ${seed}\n`)
  const rows = []
  for (const [name, faults] of Object.entries(streams))
    rows.push([name, ...(await count(faults)).map(String)])
  const head = ['stream', 'truth', '±1', 'Set', 'Set with tombstones', 'presence']
  console.log(toGrid({ title: '', head, rows }))
  if (!canStartRedis()) {
    console.log('skipped: there is no redis-server on the PATH')
    return true
  }
  return measureRedisCost()
}

const streams: Readonly<Record<string, Partial<OracleOptions>>> = {
  'late by seconds': {},
  '1 % twice': { duplicates: 0.01 },
  '2 % retried': { retries: 0.02 },
  'both, and 0.5 % of disconnects lost': { duplicates: 0.01, retries: 0.02, lostDisconnects: 0.005 },
}

/** The truth, and what each way says at the end. */
async function count(faults: Partial<OracleOptions>): Promise<number[]> {
  const world = { seed, startAt, connections: 20_000, users: 2_000, ...faults }
  const oracle = createOracle(world)
  const end = startAt + 24 * 60 * minute
  let time = startAt
  const store = memoryPresence({ now: () => time })
  let sum = 0
  const set = new Set<string>()
  const withTombstones = new Set<string>()
  const tombstones = new Set<string>()
  let nextPass = startAt
  for (const arrival of oracle.arrivals) {
    if (arrival.arrivesAt > end) break
    for (; nextPass < arrival.arrivesAt; nextPass += minute) {
      time = nextPass
      await reconcile(store, new Set(oracle.onlineAt(time).map(({ connectionId }) => connectionId)), time)
    }
    time = arrival.arrivesAt
    const { type, connectionId } = arrival
    sum += type === 'connected' ? 1 : -1
    if (type === 'connected') set.add(connectionId)
    else set.delete(connectionId)
    if (type === 'disconnected') tombstones.add(connectionId)
    if (type === 'connected' && !tombstones.has(connectionId)) withTombstones.add(connectionId)
    else withTombstones.delete(connectionId)
    await store.apply('chat', [toEvent(arrival)], change)
  }
  const { connections } = await store.count('chat')
  return [oracle.onlineAt(end).length, sum, set.size, withTombstones.size, connections]
}

/** Asks about connections that are older than 15 minutes, 10 a second, as the reconciliation does. */
async function reconcile(store: PresenceStore, online: ReadonlySet<string>, now: number): Promise<void> {
  const { items } = await store.connections('chat', undefined, 100_000)
  const due = items.filter(
    ({ connection, verifiedAt }) =>
      now - Math.max(verifiedAt, Date.parse(connection.connectedAt ?? '')) > 15 * minute,
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

/** What may be taken: CPU of the server as a multiple of a pipelined `SET NX PX`; bytes. */
const limits = { connected: 5, disconnected: 5.5, repeated: 1.1, connection: 360, tombstone: 15, size: 1.2 }

async function measureRedisCost(): Promise<boolean> {
  const server = await startRedis()
  const client = createClient({ url: server.url }).on('error', console.error)
  await client.connect()
  const store = redisPresence(client)
  const readMemory = async () => Number(/^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1])
  const toEvents = (type: PresenceEvent['type'], from: number) =>
    Array.from({ length: 500 }, (_, i): PresenceEvent => {
      const at = Date.now()
      const connectionId = `${String(from + i).padStart(10, '0')}-3f1bq7Tn5aQ`
      const userId = `user-${Math.floor((from + i) / 1.25)}`
      return { type, connectionId, userId, source: '/signalr', timestamp: new Date(at).toISOString(), at }
    })
  /** CPU of the server for each event, in microseconds. */
  const cost = async (total: number, work: (from: number) => Promise<unknown>) => {
    const before = await readRedisCpu(client)
    for (let from = 0; from < total; from += 500) await work(from)
    return ((await readRedisCpu(client)) - before) / total
  }
  try {
    const total = 50_000
    const set = (from: number) =>
      Promise.all(
        toEvents('connected', from).map(({ connectionId }) =>
          client.set(`set:${connectionId}`, '1', { PX: 90_000_000, NX: true }),
        ),
      )
    await cost(5_000, (from) => set(1_000_000 + from))
    const base = await cost(total, set)
    const apply = (type: PresenceEvent['type']) => async (from: number) =>
      store.apply('chat', toEvents(type, from), change)
    const empty = await readMemory()
    const connected = await cost(total, apply('connected'))
    const full = await readMemory()
    const repeated = await cost(total, apply('connected'))
    const few = await cost(500, () => Promise.all(Array.from({ length: 500 }, () => store.count('other'))))
    const many = await cost(500, () => Promise.all(Array.from({ length: 500 }, () => store.count('chat'))))
    const disconnected = await cost(total, apply('disconnected'))
    const again = await cost(total, apply('disconnected'))
    const tombstones = await client.keys('signalr-presence:{chat}t*')
    const sizes = await Promise.all(tombstones.map((key) => client.memoryUsage(key)))
    const gone = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
    const found = {
      connected: connected / base,
      disconnected: disconnected / base,
      repeated: Math.max(repeated, again) / base,
      connection: (full - empty) / total,
      tombstone: gone / total,
      size: many / few,
    }
    const names: Readonly<Record<keyof typeof limits, string>> = {
      connected: 'connected event, CPU of Redis × SET',
      disconnected: 'disconnected event, CPU of Redis × SET',
      repeated: 'repeated event, CPU of Redis × SET',
      connection: 'bytes of a live connection and its user',
      tombstone: 'bytes of a tombstone',
      size: 'count with 50,000 connections × with none',
    }
    const keys = Object.keys(limits) as (keyof typeof limits)[]
    const isWithin = (key: keyof typeof limits) => found[key] <= limits[key]
    console.log()
    console.log(
      toGrid({
        title: '',
        head: ['on Redis', 'found', 'limit'],
        rows: keys.map((key) => [
          names[key],
          found[key].toFixed(1),
          `${limits[key]}${isWithin(key) ? '' : ' ✗'}`,
        ]),
      }),
    )
    return keys.every(isWithin)
  } finally {
    client.destroy()
    await server.stop()
  }
}
