import { isCount, readOptions } from '@signalr-events/internal'
import { decide, type Outcome, type State, TOMBSTONE_MS, WINDOW_MS } from './model.js'
import type { Connection, PresenceEvent, PresenceStore } from './store.js'

/** Options of {@link memoryPresence}. */
export interface MemoryPresenceOptions {
  /** Tombstones kept at most per hub. When full, older connected events are no longer admitted. @default 200000 */
  readonly max?: number | undefined
}

interface Hub {
  readonly since: number
  readonly connections: Map<string, Connection>
  readonly users: Map<string, Set<string>>
  readonly lastSeen: Map<string, number>
  /** When each connection that is gone was processed, oldest first. */
  readonly tombstones: Map<string, number>
  /** Tombstones made before this time are forgotten. */
  horizon: number
}

/**
 * Keeps who is online in the memory of this process, and forgets it at a restart.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 */
export function memoryPresence(options: MemoryPresenceOptions = {}): PresenceStore {
  const rules = { max: [isCount, 'a whole number of at least 1'] } as const
  const { max } = readOptions('memoryPresence', options, rules, { max: 200_000 })
  const hubs = new Map<string, Hub>()
  const list = (hub: string, ids: Iterable<string>) =>
    [...ids].flatMap((id) => hubs.get(hub)?.connections.get(id) ?? [])

  return {
    apply(name, events) {
      const now = Date.now()
      const hub = hubs.get(name) ?? createHub(now)
      hubs.set(name, hub)
      return events.map((event) => {
        forget(hub, now, max)
        return applyOne(hub, event, now)
      })
    },
    connectionsOf: (hub, userId) => list(hub, hubs.get(hub)?.users.get(userId) ?? []),
    connections: (hub) => [...(hubs.get(hub)?.connections.values() ?? [])],
    count: (hub) => ({
      users: hubs.get(hub)?.users.size ?? 0,
      connections: hubs.get(hub)?.connections.size ?? 0,
    }),
    lastSeen: (hub, userId) => hubs.get(hub)?.lastSeen.get(userId),
    since: (hub) => hubs.get(hub)?.since ?? Date.now(),
    hubs: () => [...hubs.keys()],
  }
}

function createHub(now: number): Hub {
  const maps = { connections: new Map(), users: new Map(), lastSeen: new Map(), tombstones: new Map() }
  return { since: now, ...maps, horizon: 0 }
}

/** Drops tombstones that are old or too many. What is dropped early shortens the window by as much. */
function forget(hub: Hub, now: number, max: number): void {
  for (const [id, madeAt] of hub.tombstones) {
    const full = hub.tombstones.size > max
    if (!full && now - madeAt <= TOMBSTONE_MS) return
    hub.tombstones.delete(id)
    if (full) hub.horizon = Math.max(hub.horizon, madeAt + TOMBSTONE_MS - WINDOW_MS)
  }
}

function applyOne(hub: Hub, event: PresenceEvent, now: number): Outcome {
  const id = event.connectionId
  const state: State = hub.tombstones.has(id) ? 'gone' : hub.connections.has(id) ? 'online' : 'unseen'
  const outcome = decide(event.type, state, now - event.at, Math.min(WINDOW_MS, now - hub.horizon))
  if (outcome === 'new') open(hub, event)
  if (outcome === 'ended') end(hub, id, event.at)
  if (outcome === 'ended' || outcome === 'unseen-ended') hub.tombstones.set(id, now)
  if (outcome === 'unseen-ended' || outcome === 'late') see(hub, event.userId, event.at)
  return outcome
}

function open(hub: Hub, { connectionId, userId, source, timestamp }: PresenceEvent): void {
  hub.connections.set(connectionId, { connectionId, userId, source, connectedAt: timestamp })
  if (userId === undefined) return
  const ids = hub.users.get(userId) ?? new Set()
  hub.users.set(userId, ids.add(connectionId))
}

function end(hub: Hub, id: string, at: number): void {
  const userId = hub.connections.get(id)?.userId
  hub.connections.delete(id)
  if (userId === undefined) return
  const ids = hub.users.get(userId)
  ids?.delete(id)
  if (ids?.size === 0) hub.users.delete(userId)
  see(hub, userId, at)
}

function see(hub: Hub, userId: string | undefined, at: number): void {
  if (userId !== undefined) hub.lastSeen.set(userId, Math.max(at, hub.lastSeen.get(userId) ?? 0))
}
