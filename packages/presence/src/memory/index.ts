import { isCount, isFunction, readOptions } from '@signalr-events/internal'
import type { OnlineUser, Page, PresenceStore } from '../store.js'
import { MemoryHub } from './hub.js'
import { toConnection, versionOf } from './record.js'

/** Options of {@link memoryPresence}. */
export interface MemoryPresenceOptions {
  /**
   * Ended connections that are remembered at most per hub. When full, older connected events are no longer believed.
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
 * Keeps who is online in the memory of this process, and forgets it at a restart.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 */
export function memoryPresence(options: MemoryPresenceOptions = {}): PresenceStore {
  const defaults = { max: 200_000, now: () => Date.now() }
  const { max, now } = readOptions('memoryPresence', options, rules, defaults)
  const hubs = new Map<string, MemoryHub>()
  const walks = new Map<string, number>()
  const nothing = new MemoryHub(1, 0)
  const read = (name: string) => {
    const hub = hubs.get(name) ?? nothing
    hub.endGrace(now())
    return hub
  }
  const open = (name: string) => {
    const hub = hubs.get(name) ?? new MemoryHub(max, now())
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
    settle: (hub, userId, token, retryMs) => read(hub).settle(userId, token, now(), retryMs),
    scan(name, { size }) {
      const { connections } = read(name)
      const { items, next } = takePage(
        [...connections.values()],
        walks.get(name) ?? 0,
        size,
        ({ number }) => number,
      )
      walks.set(name, Number(next ?? 0))
      const found = items.map((record) => ({
        connection: toConnection(record),
        verifiedAt: record.verifiedAt,
        version: versionOf(record),
      }))
      return { found, isLast: next === undefined }
    },
    judge: (name, verdicts, change) => verdicts.map((verdict) => read(name).judge(verdict, now(), change)),
    forget: (hub, userId) => read(hub).forget(userId),
    count(name) {
      const { online, connections } = read(name)
      return { users: online.size, connections: connections.size }
    },
    online(name, userIds) {
      const { online } = read(name)
      return userIds.map((userId) => toMilliseconds(online.get(userId)))
    },
    connectionsOf(name, userId) {
      const { connections, usersConnections } = read(name)
      const ids = [...(usersConnections.get(userId) ?? [])]
      return ids.flatMap((id) => connections.get(id) ?? []).map(toConnection)
    },
    lastSeen: (hub, userId) => read(hub).lastSeen.get(userId),
    users(name, cursor, size) {
      const hub = read(name)
      const { items, next } = takePage([...hub.online], Number(cursor ?? 0), size, ([, number]) => number)
      const toUser = ([userId, number]: [string, number]): OnlineUser => ({
        userId,
        since: new Date(number / 1000),
        connections: hub.usersConnections.get(userId)?.size ?? 0,
      })
      return { items: items.map(toUser), next }
    },
    connections(name, cursor, size) {
      const records = [...read(name).connections.values()]
      const { items, next } = takePage(records, Number(cursor ?? 0), size, ({ number }) => number)
      return { items: items.map(toConnection), next }
    },
    status: (hub) => hubs.get(hub)?.status() ?? { ...nothing.status(), since: now() },
    hubs: () => [...hubs.keys()],
  }
}

/** The time of a transition, from its number. */
function toMilliseconds(number: number | undefined): number | undefined {
  return number === undefined ? undefined : Math.floor(number / 1000)
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
