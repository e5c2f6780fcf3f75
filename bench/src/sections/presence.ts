import type { PresenceEvent } from '@signalr-events/presence'
import { redisPresence } from '@signalr-events/redis/presence'
import { readCpu } from '../child.js'
import { type RedisClient, readRedisCpu, readRedisMemory, readScriptMs, withRedis } from '../redis.js'
import { type Cell, toCells } from '../table.js'
import { toEvents } from './days.js'

const TOTAL = 50_000
const BATCH = 500
export const change = { grace: 0, lastSeenFor: 0, handles: false, sessions: false, asks: false }

export type Work = (events: readonly PresenceEvent[]) => unknown

/** Measures what presence costs Redis, relative to a pipelined SET, and what a call of the store costs Node. */
export const measurePresence = (): Promise<Cell[]> => withRedis(measureStore)

async function measureStore(client: RedisClient): Promise<Cell[]> {
  const store = redisPresence(client)
  // As dedupe sets a key for each event.
  const set: Work = (events) => {
    const keys = events.map(({ connectionId }) => `signalr-events:{00}${connectionId}`)
    return Promise.all(keys.map((key) => client.set(key, '1', { PX: 90_000_000, NX: true })))
  }
  const apply: Work = (events) => store.apply('chat', events, change)
  const countIn = (hub: string) => (events: readonly unknown[]) =>
    Promise.all(events.map(() => store.count(hub)))

  // Warms it.
  await measureWork(client, set)
  await client.flushAll()
  // In this order: each depends on what was before.
  const base = await measureWork(client, set)
  const connected = await measureWork(client, apply)
  const repeated = await measureWork(client, apply)
  const countedMany = await measureWork(client, countIn('chat'))
  const countedNone = await measureWork(client, countIn('other'))
  const disconnected = await measureWork(client, apply, 'disconnected')
  return toCells('presence on Redis', {
    'a connected event / SET': connected.cpu / base.cpu,
    'a disconnected event / SET': disconnected.cpu / base.cpu,
    'a repeated event / SET': repeated.cpu / base.cpu,
    'count with 50,000 connections / with none': countedMany.cpu / countedNone.cpu,
    'bytes of a live connection and its user': connected.bytes,
    'bytes of a tombstone': (await readTombstones(client)) / TOTAL,
    'bytes of an event that dedupe remembers': base.bytes,
    'µs of Node for an event': (connected.node + disconnected.node) / 2,
    'ms of a script with connected events': connected.scriptMs,
  })
}

/** What something costs for each connection: CPU time of Redis and Node in microseconds, and bytes that Redis keeps. */
async function measureWork(client: RedisClient, work: Work, type: PresenceEvent['type'] = 'connected') {
  await client.configResetStat()
  const [cpu, memory] = [await readRedisCpu(client), await readRedisMemory(client)]
  const node = await measureNode(type, work)
  return {
    node: node / TOTAL,
    scriptMs: await readScriptMs(client),
    cpu: ((await readRedisCpu(client)) - cpu) / TOTAL,
    bytes: ((await readRedisMemory(client)) - memory) / TOTAL,
  }
}

/** What work with the events of all connections costs Node: CPU time in microseconds. */
export async function measureNode(type: PresenceEvent['type'], work: Work): Promise<number> {
  let used = 0
  for (let from = 0; from < TOTAL; from += BATCH) {
    const events = toEvents(type, from, from + BATCH, Date.now(), TOTAL)
    const before = readCpu()
    await work(events)
    used += readCpu() - before
  }
  return used
}

/** The bytes of the keys in which the store keeps the tombstones of a hub. */
async function readTombstones(client: RedisClient): Promise<number> {
  const sizes = await Promise.all((await client.keys('*{chat}t*')).map((key) => client.memoryUsage(key)))
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
}
