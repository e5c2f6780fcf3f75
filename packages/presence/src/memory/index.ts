import { isCount, isFunction, readOptions } from '@signalr-events/internal'
import type { ConnectionRecord, OnlineUser, Page, PresenceStore } from '../store.js'
import { MemoryHub } from './hub.js'
import type { Metadata } from './metadata.js'
import { type MemoryRecord, toConnection, toRecord } from './record.js'

/** Options of {@link memoryPresence}. */
export interface MemoryPresenceOptions {
  /**
   * Maximum number of ended connections that are remembered per hub. When full, older connected events are ignored.
   * @default 200000
   */
  readonly max?: number | undefined
  /** The time in milliseconds since 1970, for tests. @default Date.now */
  readonly now?: (() => number) | undefined
}

const rules = {
  max: [isCount, 'a whole number of at least 1'],
  now: [isFunction, 'a function'],
} as const

/**
 * Stores online users and connections in the memory of this process, until it restarts.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 * @example
 * ```ts
 * import { createPresence, memoryPresence } from '@signalr-events/presence'
 *
 * const presence = createPresence({ store: memoryPresence({ max: 50_000 }) })
 * console.log(await presence.count('chat')) // { users: 0, connections: 0 }
 * await presence.close()
 * ```
 */
export function memoryPresence(options: MemoryPresenceOptions = {}): PresenceStore {
  const defaults = { max: 200_000, now: () => Date.now() }
  const { max, now } = readOptions('memoryPresence', options, rules, defaults)
  const hubs = new Map<string, MemoryHub>()
  let leader = { owner: '', until: 0 }
  // A hub is complete from the beginning, also before its first event.
  const since = now()
  const nothing = new MemoryHub(1, since)
  const read = (name: string) => hubs.get(name) ?? nothing
  const open = (name: string) => {
    const hub = hubs.get(name) ?? new MemoryHub(max, since)
    hubs.set(name, hub)
    return hub
  }

  return {
    now,
    apply(name, events, change) {
      const hub = open(name)
      const at = now()
      return events.map((event) => hub.apply(event, at, change))
    },
    claim: (hub, claim) => open(hub).claim(now(), claim),
    settle: (hub, userId, token, retryMs) =>
      read(hub).users.transitions.settle(userId, token, now(), retryMs),
    taken(name, records) {
      for (const { connectionId, record } of records) read(name).taken(connectionId, record)
    },
    lead(owner, lease) {
      if (leader.owner !== owner && leader.until > now()) return false
      leader = { owner, until: now() + lease }
      return true
    },
    judge: (name, verdicts, change) => verdicts.map((each) => open(name).judge(each, now(), change)),
    forget: (hub, userId) => read(hub).users.forget(userId, now()),
    count(name) {
      const { users, connections } = read(name)
      return { users: users.count(now()), connections: connections.size }
    },
    online(name, userIds) {
      const { users } = read(name)
      return userIds.map((userId) => toMilliseconds(users.onlineSince(userId, now())))
    },
    connectionsOf(name, userId) {
      const { connections, users, metadata } = read(name)
      const records = [...(users.connections.get(userId) ?? [])].flatMap((id) => connections.get(id) ?? [])
      return records.map((record) => toConnection(record, metadata.get(record.connectionId)))
    },
    lastSeen: (hub, userId) => read(hub).users.lastSeen.get(userId),
    users(name, cursor, size) {
      const { users } = read(name)
      const { items, next } = takePage(
        users.listOnline(now()),
        toNumber(cursor),
        size,
        ([, number]) => number,
      )
      const toUser = ([userId, number]: readonly [string, number]): OnlineUser => ({
        userId,
        since: new Date(number / 1000),
        connections: users.connections.get(userId)?.size ?? 0,
      })
      return { items: items.map(toUser), next }
    },
    connections(name, cursor, size) {
      const { connections, metadata } = read(name)
      return takeRecords(connections, metadata, cursor, size)
    },
    unverified(name, cursor, size) {
      const { unverified, metadata } = read(name)
      return takeRecords(unverified, metadata, cursor, size)
    },
    reconciled(name) {
      open(name).reconciledAt = now()
    },
    changes: (hub, cursor, size) => open(hub).users.readChanges(cursor, size, now()),
    setMetadata(name, connectionId, text, keepFor) {
      open(name).setMetadata(connectionId, text, now(), keepFor)
    },
    status: (hub) => read(hub).status(),
    hubs: () => [...hubs].flatMap(([name, hub]) => (hub.hasHadEvents ? name : [])),
  }
}

/** The time of a transition, from its number. */
function toMilliseconds(number: number | undefined): number | undefined {
  return number === undefined ? undefined : Math.floor(number / 1000)
}

function takeRecords(
  records: ReadonlyMap<string, MemoryRecord>,
  metadata: Metadata,
  cursor: string | undefined,
  size: number,
): Page<ConnectionRecord> {
  const list = [...records.values()]
  const { items, next } = takePage(list, toNumber(cursor), size, ({ number }) => number)
  return { items: items.map((each) => toRecord(each, metadata.get(each.connectionId))), next }
}

/** @throws {TypeError} for a text that is no cursor */
function toNumber(cursor = '0'): number {
  const number = Number(cursor)
  if (String(number) !== cursor || !Number.isSafeInteger(number) || number < 0)
    throw new TypeError("memoryPresence: 'cursor' must be the `next` of a page")
  return number
}

/** The items after a cursor, of a list in the order of its numbers. */
function takePage<Item>(
  list: readonly Item[],
  after: number,
  size: number,
  numberOf: (item: Item) => number,
): Page<Item> {
  const from = list.findIndex((item) => numberOf(item) > after)
  const items = from === -1 ? [] : list.slice(from, from + size)
  const last = items.at(-1)
  const isLast = last === undefined || from + size >= list.length
  return { items, next: isLast ? undefined : String(numberOf(last)) }
}
