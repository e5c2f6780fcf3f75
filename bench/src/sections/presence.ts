import { memoryPresence, type PresenceEvent, type PresenceStore } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { type Arrival, createOracle, type OracleOptions } from '@signalr-events/testing/presence'
import { toEvents as toDayEvents } from '../day.js'
import { Table, toSpread } from '../figures.js'
import { type RedisClient, readMemory, readRedisCpu, withRedis } from '../redis.js'
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
const ROUNDS = 3

async function measureRedis(client: RedisClient): Promise<boolean> {
  const store = redisPresence(client)
  /** CPU of the server for each of `total`, in microseconds. */
  const cost = async (total: number, work: (from: number) => unknown) => {
    const before = await readRedisCpu(client)
    for (let from = 0; from < total; from += BATCH) await work(from)
    return ((await readRedisCpu(client)) - before) / total
  }
  const ask = (hub: string) => () => Promise.all(Array.from({ length: BATCH }, () => store.count(hub)))
  await cost(5_000, (from) => setAll(client, from - TOTAL))

  const rounds: Record<
    'connected' | 'disconnected' | 'repeated' | 'bytes' | 'tombstone' | 'counted',
    number
  >[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const first = round * TOTAL
    const apply = (type: PresenceEvent['type']) => (from: number) =>
      store.apply('chat', toEvents(type, first + from), change)
    const base = await cost(TOTAL, (from) => setAll(client, first + from))
    const empty = await readMemory(client)
    const connected = await cost(TOTAL, apply('connected'))
    const bytes = (await readMemory(client)) - empty
    const repeated = await cost(TOTAL, apply('connected'))
    const [few, many] = [await cost(BATCH * 4, ask('other')), await cost(BATCH * 4, ask('chat'))]
    const disconnected = await cost(TOTAL, apply('disconnected'))
    const again = await cost(TOTAL, apply('disconnected'))
    const sizes = await Promise.all((await client.keys('*{chat}t*')).map((key) => client.memoryUsage(key)))
    const tombstone = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) / (first + TOTAL)
    rounds.push({
      tombstone,
      ...{ connected: connected / base, disconnected: disconnected / base, bytes: bytes / TOTAL },
      ...{ repeated: Math.max(repeated, again) / base, counted: many / few },
    })
  }
  const median = (name: keyof (typeof rounds)[number]) =>
    toSpread([rounds.map((round) => round[name])]).median
  return reportLimits(
    `On Redis, median of ${ROUNDS}: CPU as a multiple of a pipelined SET NX PX, and bytes`,
    {
      'connected event': [median('connected'), 5],
      'disconnected event': [median('disconnected'), 5.5],
      'repeated event': [median('repeated'), 1.1],
      'bytes of a live connection and its user': [rounds[0]?.bytes ?? 0, 360],
      // Of the first round: with the others, more end in an hour than Redis packs, as docs/scale.md says.
      'bytes of a tombstone': [rounds[0]?.tombstone ?? 0, 15],
      'count with 50,000 connections / with none': [median('counted'), 1.2],
    },
  )
}

function setAll(client: RedisClient, from: number): Promise<unknown> {
  const keys = toEvents('connected', from).map(({ connectionId }) => `set:${connectionId}`)
  return Promise.all(keys.map((key) => client.set(key, '1', { PX: 90_000_000, NX: true })))
}

function toEvents(type: PresenceEvent['type'], from: number): PresenceEvent[] {
  return toDayEvents(type, from, from + BATCH, { at: Date.now(), users: Number.POSITIVE_INFINITY })
}
