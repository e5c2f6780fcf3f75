import type { PresenceEvent } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { type RedisClient, readRedisCpu, readRedisMemory, withRedis } from '../redis.js'
import { type Cell, toCells } from '../table.js'

/** What a day takes. */
interface Day {
  readonly clients: number
  readonly events: number
  /** The most bytes of Redis at the end of an hour. */
  readonly memory: number
  /** The CPU time of Redis, in microseconds. */
  readonly cpu: number
}

/** How long a connection lasts, in seconds: ten times as often as a client that reconnects every five hours. */
const LIFE = 1800
const HOUR = 3600
const DAY = 24 * HOUR
const MILLION = 1_000_000
const MIDNIGHT = Date.parse('2026-01-01T00:00:00Z')
/** How many events a call of the store gets at noon. */
const BATCH = 1000
const CONNECTIONS_PER_USER = 1.25
/** As `createPresence` has them by default. */
const flags = { handles: false, sessions: false, asks: false }
const change = { grace: 15_000, lastSeenFor: 30 * DAY * 1000, ...flags }

/**
 * Plays days of three sizes. The first two predict the third, and a day of a million clients.
 *
 * @param share the smallest day has this part of a million clients. With a power of two, hash tables are equally full.
 */
export async function measureDays(share: number): Promise<Cell[]> {
  const play = (times: number) =>
    withRedis(async (client) => {
      // Redis stores the tombstones in hash tables, as it does by default those of a million clients.
      await client.configSet('set-max-intset-entries', '0')
      return playDay(client, Math.round((times * MILLION) / share))
    })
  const [first, second, third] = [await play(1), await play(2), await play(4)]
  return [
    ...[first, second, third].flatMap((day) => toRow(day)),
    ...[third.clients, MILLION].flatMap((clients) => toRow(predict(clients, first, second), ', predicted')),
  ]
}

function toRow({ clients, events, memory, cpu }: Day, note = ''): Cell[] {
  return toCells(`${clients.toLocaleString('en-US')} clients${note}`, {
    events,
    'Redis, MB at most': memory / 2 ** 20,
    'Redis, µs per event': cpu / events,
  })
}

/** How many clients have connected until a second of the day: few by night, so many that all are connected at noon. */
export function countConnects(clients: number, second: number): number {
  if (second <= 0) return 0
  const turn = (2 * Math.PI) / DAY
  return Math.floor((clients / LIFE) * (0.6 * second - (0.4 / turn) * Math.sin(turn * second)))
}

/** How many have disconnected: each connection lasts equally long. */
export const countDisconnects = (clients: number, second: number): number =>
  countConnects(clients, second - LIFE)

/**
 * Plays a day of clients with the scripts of `redisPresence`, as fast as Redis can.
 *
 * @throws {Error} if the count is wrong after an hour
 */
export async function playDay(client: RedisClient, clients: number): Promise<Day> {
  let now = MIDNIGHT
  const store = redisPresence(client, { now: () => now })
  const [emptyMemory, usedCpu] = [await readRedisMemory(client), await readRedisCpu(client)]
  const users = Math.ceil(clients / CONNECTIONS_PER_USER)
  const stepsPerHour = Math.max(60, Math.ceil((2 * clients * HOUR) / LIFE / BATCH))
  let [connected, disconnected, memory] = [0, 0, 0]

  for (let step = 1; step <= 24 * stepsPerHour; step++) {
    const second = (step * HOUR) / stepsPerHour
    now = MIDNIGHT + Math.floor(second * 1000)
    const [connects, disconnects] = [countConnects(clients, second), countDisconnects(clients, second)]
    const events = [
      ...toEvents('connected', connected, connects, now, users),
      ...toEvents('disconnected', disconnected, disconnects, now, users),
    ]
    ;[connected, disconnected] = [connects, disconnects]
    await store.apply('chat', events, change)
    // As every instance does once a second.
    while ((await store.claim('chat', { ...change, lease: 60_000, limit: 100 })).next === 0) {}
    if (step % stepsPerHour > 0) continue
    const { connections } = await store.count('chat')
    if (connections !== connected - disconnected)
      throw new Error(`counted ${connections} of ${connected - disconnected} connections in second ${second}`)
    memory = Math.max(memory, (await readRedisMemory(client)) - emptyMemory)
  }
  const cpu = (await readRedisCpu(client)) - usedCpu
  return { clients, events: connected + disconnected, memory, cpu }
}

/** Events of connections from one number to another, 1.25 for each user. */
export function toEvents(type: PresenceEvent['type'], from: number, to: number, at: number, users: number) {
  const timestamp = new Date(at).toISOString()
  return Array.from({ length: to - from }, (_, i): PresenceEvent => {
    // As long as those of Azure.
    const connectionId = `${String(from + i).padStart(12, '0')}-3f1bq7Tn5aQ`
    const userId = `user-${Math.floor((from + i) / CONNECTIONS_PER_USER) % users}`
    return { type, connectionId, userId, source: '/signalr', timestamp }
  })
}

/** What another day would take, by a straight line through two of them. */
export function predict(clients: number, a: Day, b: Day): Day {
  const times = (clients - a.clients) / (b.clients - a.clients)
  const line = (name: 'events' | 'memory' | 'cpu') => a[name] + (b[name] - a[name]) * times
  return { clients, events: line('events'), memory: line('memory'), cpu: line('cpu') }
}
