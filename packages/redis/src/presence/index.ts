import { isFunction, readOptions } from '@signalr-events/internal'
import type { ChangeOptions, PresenceEvent, PresenceStore, Verdict } from '@signalr-events/presence'
import type { RedisClient } from '../client.js'
import type { Script } from '../scripts.js'
import { createEvaluate } from './evaluate.js'
import { toFingerprint } from './fingerprint.js'
import { toHubKeys } from './hub-keys.js'
import {
  toApplied,
  toChanges,
  toClaim,
  toRecords,
  toStatus,
  toTexts,
  toUsers,
  toVerdictOutcomes,
} from './replies.js'
import { apply } from './scripts/apply.js'
import { judge } from './scripts/judge.js'
import * as reads from './scripts/reads.js'
import { claim, forget, settle, taken } from './scripts/transitions.js'
import { checkCursor, decode, encode } from './text.js'

/** Options of {@link redisPresence}. */
export interface RedisPresenceOptions {
  /** What keys begin with, without braces. @default 'signalr-presence:' */
  readonly prefix?: string | undefined
  /** The time in milliseconds since 1970, for tests. @default that of the Redis server */
  readonly now?: (() => number) | undefined
}

const rules = {
  prefix: [isPrefix, 'a string without braces'],
  now: [isFunction, 'a function'],
} as const

/** Events, verdicts or users in one call: a longer script would hold up the server. */
const PER_CALL = 250
/** How often a hub is added to the set of hubs, in milliseconds: a server may forget. */
const HUB_MS = 30_000

/**
 * Who is online, in Redis 6 or later: one answer for any number of instances. The keys of a hub are in one slot of a
 * Cluster, and none of them expires by itself.
 *
 * @param client of `redis` 5 or 6, or `ioredis` 5 or 6, which you connect and close
 * @throws {TypeError} for a client that is not supported, an unknown option or a wrong value
 * @example
 * ```ts
 * import { createPresence } from '@signalr-events/presence'
 * import { redisPresence } from '@signalr-events/redis/presence'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: process.env.REDIS_URL }).on('error', console.error)
 * await client.connect()
 * const presence = createPresence({ store: redisPresence(client) })
 * console.log(await presence.count('chat')) // { users: 0, connections: 0 }
 * await presence.close()
 * await client.close()
 * ```
 */
export function redisPresence(client: RedisClient, options: RedisPresenceOptions = {}): PresenceStore {
  const { prefix, now } = readOptions('redisPresence', options, rules, { prefix: 'signalr-presence:' })
  const evaluate = createEvaluate(client, prefix)
  const addedAt = new Map<string, number>()
  const clock = now ?? Date.now
  const time = () => (now === undefined ? '' : String(Math.trunc(now())))
  const call = (script: Script, hub: string, ...args: string[]) =>
    evaluate(script, toHubKeys(prefix, hub), [time(), ...args])
  const callInParts = (script: Script, hub: string, args: readonly string[], parts: readonly string[][]) =>
    Promise.all(parts.map((part) => call(script, hub, ...args, ...part)))

  async function addHub(hub: string): Promise<void> {
    const at = clock()
    if (Math.abs(at - (addedAt.get(hub) ?? 0)) < HUB_MS) return
    await evaluate(reads.hubs, [`${prefix}hubs`], [encode(hub)])
    addedAt.set(hub, at)
  }

  async function readRecords(script: Script, hub: string, cursor: string | undefined, size: number) {
    const [next, ...records] = toTexts(await call(script, hub, checkCursor(cursor), String(size)))
    return { items: toRecords(records), next: next === '0' ? undefined : next }
  }

  const readStatus = async (hub: string) => toTexts(await call(reads.status, hub))

  return {
    now: async () => now?.() ?? Number((await readStatus(''))[0]),
    async apply(hub, events, change) {
      const parts = split(events)
      const sent = parts.map((part) => call(apply, hub, ...toChange(change), ...toEventArgs(part)))
      const [, ...replies] = await Promise.all([addHub(hub), ...sent])
      return replies.flatMap((reply, i) => toApplied(reply, parts[i] ?? []))
    },
    async claim(hub, { lease, limit, ...change }) {
      return toClaim(await call(claim, hub, ...toChange(change), toWhole(lease), String(limit)))
    },
    async settle(hub, userId, token, retryMs) {
      const pause = retryMs === undefined ? '' : toWhole(retryMs)
      await call(settle, hub, encode(userId), String(token), pause)
    },
    async taken(hub, records) {
      const parts = split(records).map((part) =>
        part.flatMap(({ connectionId, record }) => [record, encode(connectionId)]),
      )
      await callInParts(taken, hub, [], parts)
    },
    async lead(owner, lease) {
      return Number(await evaluate(reads.lead, [`${prefix}leader`], [time(), owner, toWhole(lease)])) === 1
    },
    async judge(hub, verdicts, change) {
      const parts = split(verdicts)
      const replies = await callInParts(
        judge,
        hub,
        toChange(change),
        parts.map((part) => part.flatMap(toVerdictArgs)),
      )
      return replies.flatMap((reply, i) => toVerdictOutcomes(reply, (parts[i] ?? []).length))
    },
    async forget(hub, userId) {
      return Number(await call(forget, hub, encode(userId))) === 1
    },
    async count(hub) {
      const [users, connections] = toTexts(await call(reads.count, hub))
      return { users: Number(users), connections: Number(connections) }
    },
    async online(hub, userIds) {
      const replies = await callInParts(
        reads.online,
        hub,
        [],
        split(userIds).map((part) => part.map(encode)),
      )
      return replies
        .flatMap(toTexts)
        .map((number) => (number === '' ? undefined : Math.floor(Number(number) / 1000)))
    },
    async connectionsOf(hub, userId) {
      const records = toRecords(toTexts(await call(reads.connectionsOf, hub, encode(userId))))
      return records.map(({ connection }) => connection)
    },
    async lastSeen(hub, userId) {
      const at = String(await call(reads.lastSeen, hub, encode(userId)))
      return at === '' ? undefined : Number(at)
    },
    users: async (hub, cursor, size) =>
      toUsers(await call(reads.users, hub, checkCursor(cursor), String(size))),
    connections: (hub, cursor, size) => readRecords(reads.connections, hub, cursor, size),
    unverified: (hub, cursor, size) => readRecords(reads.unverified, hub, cursor, size),
    async reconciled(hub) {
      await call(reads.reconciled, hub)
    },
    async changes(hub, cursor, size) {
      return toChanges(
        await call(reads.changes, hub, cursor === undefined ? '' : String(cursor), String(size)),
      )
    },
    async setMetadata(hub, connectionId, text, keepFor) {
      await call(reads.setMetadata, hub, encode(connectionId), encode(text), toWhole(keepFor))
    },
    status: async (hub) => toStatus(await readStatus(hub)),
    async hubs() {
      const names = toTexts(await evaluate(reads.hubs, [`${prefix}hubs`], []))
      return names.map((name) => decode(name))
    },
  }
}

function isPrefix(value: unknown): boolean {
  return typeof value === 'string' && !/[{}]/.test(value)
}

function toChange({ grace, lastSeenFor, handles, sessions, asks }: ChangeOptions): string[] {
  const flags = [handles, sessions, asks].map((flag) => (flag ? '1' : ''))
  return [toWhole(grace), toWhole(lastSeenFor), ...flags]
}

function toEventArgs(events: readonly PresenceEvent[]): string[] {
  const sources = [...new Set(events.map(({ source }) => source))]
  const fields: (string | number)[] = []
  for (const { type, connectionId, userId, source, timestamp, errorMessage } of events) {
    const { shard, print } = toFingerprint(connectionId)
    fields.push(type.charAt(0), encode(connectionId), shard, print)
    fields.push(userId === undefined ? '' : encode(userId), encode(timestamp))
    const at = Date.parse(timestamp)
    fields.push(Number.isNaN(at) ? '' : at, errorMessage === undefined ? '' : encode(errorMessage))
    fields.push(sources.indexOf(source) + 1)
  }
  return [`${fields.join('\t')}\t`, ...sources.map(encode)]
}

function toVerdictArgs({ connectionId, version, verdict, askedAt, between, seenAt }: Verdict): string[] {
  const { shard, print } = toFingerprint(connectionId)
  const times = [askedAt, between, seenAt].map(toWhole)
  return [encode(connectionId), String(shard), String(print), version ?? '', verdict, ...times]
}

/** Lists that are short enough for a call each. */
function split<Item>(items: readonly Item[]): (readonly Item[])[] {
  const count = Math.ceil(items.length / PER_CALL)
  if (count === 1) return [items]
  return Array.from({ length: count }, (_, i) => items.slice(i * PER_CALL, (i + 1) * PER_CALL))
}

/** Scripts take whole numbers only. */
function toWhole(ms: number): string {
  return String(Math.trunc(ms))
}
