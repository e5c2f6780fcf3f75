import type { ConnectedEvent, DisconnectedEvent } from '@signalr-events/core'

/** A client that is connected to a hub. */
export interface Connection {
  readonly connectionId: string
  /** Missing for an anonymous client. */
  readonly userId: string | undefined
  /** When it connected: ISO 8601, UTC. */
  readonly since: string
}

/** Who is online, by hub. */
export interface OnlineList {
  readonly hubs: Readonly<Record<string, readonly Connection[]>>
}

/** Keeps the list of who is online. */
export interface Online {
  add(event: ConnectedEvent): void
  remove(event: DisconnectedEvent): void
  list(): OnlineList
}

/**
 * Keeps the list in the memory of this process. Event Grid delivers at least once and in any order, so an event
 * that comes again must change nothing, and a connected event that comes after its disconnected event must not
 * bring the client back. A connection id is never used twice, which makes both easy: what is gone stays gone.
 *
 * @param remember how many of the latest disconnects to remember at least, and twice as many at most, so that memory
 *   stays bounded
 */
export function createOnline(remember = 100_000): Online {
  const connections = new Map<string, Connection & { readonly hubName: string }>()
  let gone = new Set<string>()
  let goneBefore = new Set<string>()

  return {
    add({ connectionId, hubName, userId, timestamp }) {
      if (gone.has(connectionId) || goneBefore.has(connectionId)) return
      connections.set(connectionId, { connectionId, hubName, userId, since: timestamp })
    },

    remove({ connectionId }) {
      connections.delete(connectionId)
      gone.add(connectionId)
      if (gone.size < remember) return
      goneBefore = gone
      gone = new Set()
    },

    list() {
      const hubs = new Map<string, Connection[]>()
      for (const { hubName, ...connection } of connections.values()) {
        const hub = hubs.get(hubName)
        if (hub === undefined) hubs.set(hubName, [connection])
        else hub.push(connection)
      }
      return { hubs: Object.fromEntries(hubs) }
    },
  }
}
