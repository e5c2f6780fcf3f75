import type { PastEvent } from './events.js'
import { pick, type Random, toUuid } from './random.js'

/** A connection that is open. */
export interface Connection {
  readonly hubName: string
  readonly connectionId: string
  /** `undefined` for an anonymous client. */
  readonly userId: string | undefined
}

/** Somebody with any number of connections. */
interface User {
  readonly userId: string | undefined
  readonly connections: Connection[]
}

/** What people are like. */
export interface Habits {
  readonly hubs: readonly string[]
  readonly anonymous: number
  readonly tabs: number
  readonly errors: number
}

/** Those who come and go. */
export interface Population {
  readonly online: ReadonlyMap<string, Connection>
  /**
   * Somebody comes, opens another tab, leaves, or loses the connection and comes again: one event, or two if there is
   * room for them.
   */
  act(at: number, room: number): PastEvent[]
  /** So many new users come at once. What it returns lets so many of them leave again. */
  storm(at: number, size: number): { events: PastEvent[]; leave(at: number, size: number): PastEvent[] }
}

/** Makes people. */
export function createPopulation(size: number, habits: Habits, random: Random): Population {
  const online = new Map<string, Connection>()
  const users = Array.from({ length: size }, (_, i) => newUser(`user-${i + 1}`))
  let stormers = 0

  function newUser(userId: string): User {
    return { userId: random() < habits.anonymous ? undefined : userId, connections: [] }
  }

  function connect({ userId, connections }: User, at: number): PastEvent {
    const connection = { hubName: pick(random, habits.hubs), connectionId: toUuid(random), userId }
    connections.push(connection)
    online.set(connection.connectionId, connection)
    return { type: 'connected', at, ...toDetails(connection) }
  }

  function disconnect({ connections }: User, at: number): PastEvent {
    const [connection] = connections.splice(Math.floor(random() * connections.length), 1) as [Connection]
    online.delete(connection.connectionId)
    const error = random() < habits.errors ? { errorMessage: 'Internal server error.' } : {}
    return { type: 'disconnected', at, ...toDetails(connection), ...error }
  }

  return {
    online,
    act(at, room) {
      const user = pick(random, users)
      const chance = random()
      if (user.connections.length === 0) return [connect(user, at)]
      if (chance < 0.2 && room >= 2) return [disconnect(user, at), connect(user, at)]
      if (chance < 0.5 && user.connections.length < habits.tabs) return [connect(user, at)]
      return [disconnect(user, at)]
    },
    storm(at, crowdSize) {
      const crowd = Array.from({ length: crowdSize }, () => newUser(`stormer-${++stormers}`))
      return {
        events: crowd.map((user) => connect(user, at)),
        leave: (left, leavers) => crowd.slice(0, leavers).map((user) => disconnect(user, left)),
      }
    },
  }
}

function toDetails({ userId, ...connection }: Connection) {
  // An anonymous client has no userId on the wire.
  return { ...connection, userId: userId ?? null }
}
