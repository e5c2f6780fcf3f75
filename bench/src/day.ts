import type { PresenceEvent } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { readCpu } from './child.js'
import { type RedisClient, readMemory, readRedisCpu } from './redis.js'

/** A day of clients, played with the scripts of `redisPresence` on a Redis as fast as it can. */
export interface Day {
  readonly events: number
  /** Bytes of Redis at the end of each hour, and how many connections had ended in it. */
  readonly memory: readonly number[]
  readonly ended: readonly number[]
  /** CPU time in microseconds. */
  readonly redisCpu: number
  readonly nodeCpu: number
  readonly seconds: number
}

/** How long a connection lasts, in seconds: ten times as often as a client that reconnects every five hours. */
export const LIFE = 1800
const HOUR = 3600
const HOURS = 24
const STEP_EVENTS = 2000
const PER_USER = 1.25
/** As `createPresence` has them by default. */
const change = {
  grace: 15_000,
  lastSeenFor: 30 * 24 * HOUR * 1000,
  handles: false,
  sessions: false,
  asks: false,
}

/**
 * How many of `clients` have connected until a second of the day: few by night, so many that all are connected at noon.
 */
export function countConnects(clients: number, second: number): number {
  if (second <= 0) return 0
  const turn = (2 * Math.PI) / (HOURS * HOUR)
  return Math.floor((clients / LIFE) * (0.6 * second - (0.4 / turn) * Math.sin(turn * second)))
}

/** How many have disconnected: each connection lasts equally long. */
export const countDisconnects = (clients: number, second: number): number =>
  countConnects(clients, second - LIFE)

/** @throws {Error} if the count is wrong after an hour */
export async function simulateDay(client: RedisClient, clients: number): Promise<Day> {
  const midnight = Date.parse('2026-01-01T00:00:00Z')
  const users = Math.ceil(clients / PER_USER)
  let now = midnight
  const store = redisPresence(client, { now: () => now })
  const [begin, empty] = [performance.now(), await readMemory(client)]
  const [node, redis] = [readCpu(), await readRedisCpu(client)]
  const memory: number[] = []
  const ended: number[] = []
  let events = 0

  for (let hour = 0; hour < HOURS; hour++) {
    const counts = (second: number) =>
      [countConnects(clients, second), countDisconnects(clients, second)] as const
    let [connected, disconnected] = counts(hour * HOUR)
    const before = disconnected
    const steps = Math.max(60, Math.ceil((clients / LIFE) * HOUR * (2 / STEP_EVENTS)))
    let applied: unknown
    for (let step = 1; step <= steps; step++) {
      const second = hour * HOUR + (step * HOUR) / steps
      const [connects, disconnects] = counts(second)
      const at = midnight + Math.floor(second * 1000)
      const list = [
        ...toEvents('connected', connected, connects, { at, users }),
        ...toEvents('disconnected', disconnected, disconnects, { at, users }),
      ]
      // Redis applies the last step while the next one is made.
      await applied
      now = at
      events += list.length
      applied = Promise.all([store.apply('chat', list, change), endGrace()])
      ;[connected, disconnected] = [connects, disconnects]
    }
    await applied
    const { connections } = await store.count('chat')
    if (connections !== connected - disconnected)
      throw new Error(`counted ${connections} of ${connected - disconnected} connections after hour ${hour}`)
    memory.push((await readMemory(client)) - empty)
    ended.push(disconnected - before)
  }

  /** As every instance does once a second. */
  async function endGrace(): Promise<void> {
    while ((await store.claim('chat', { ...change, lease: 60_000, limit: 100 })).next === 0) {}
  }
  const [nodeCpu, redisCpu] = [readCpu() - node, (await readRedisCpu(client)) - redis]
  return { events, memory, ended, redisCpu, nodeCpu, seconds: (performance.now() - begin) / 1000 }
}

/** Events of connections from one number to another, 1.25 for each user. */
export function toEvents(
  type: PresenceEvent['type'],
  from: number,
  to: number,
  { at, users }: { readonly at: number; readonly users: number },
): PresenceEvent[] {
  const timestamp = new Date(at).toISOString()
  return Array.from({ length: to - from }, (_, i) => {
    // As long as those of Azure.
    const connectionId = `${String(from + i).padStart(12, '0')}-3f1bq7Tn5aQ`
    const userId = `user-${Math.floor((from + i) / PER_USER) % users}`
    return { type, connectionId, userId, source: '/signalr', timestamp, at }
  })
}

/** What a day takes: bytes at most, and microseconds. */
export interface Prediction {
  readonly memory: number
  readonly redisCpu: number
}

/** Straight lines through the first two sizes, hour by hour; what tombstones take is weighed. */
export function toPrediction(
  size: number,
  [a = 1, b = 2]: readonly number[],
  [small, large]: readonly Day[],
  tombstones: ReadonlyMap<number, readonly number[]>,
): Prediction {
  const line = (atA: number, atB: number) => atA + ((atB - atA) * (size - a)) / (b - a)
  const weigh = (clients: number, hour: number) => tombstones.get(clients)?.[hour] ?? Number.NaN
  const hours = small?.memory.map((bytes, hour) => {
    const others = line(bytes - weigh(a, hour), (large?.memory[hour] ?? Number.NaN) - weigh(b, hour))
    return others + weigh(size, hour)
  })
  return { memory: Math.max(...(hours ?? [])), redisCpu: line(small?.redisCpu ?? 0, large?.redisCpu ?? 0) }
}
