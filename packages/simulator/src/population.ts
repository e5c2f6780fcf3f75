import type { PastEvent } from './events.js'
import { pick, type Random, toUuid } from './random.js'

/** A connection that is open. */
export interface Connection {
  /** The hub. */
  readonly hubName: string
  /** The connection. */
  readonly connectionId: string
  /** `undefined` for an anonymous client. */
  readonly userId: string | undefined
}

/** A simulated user with any number of connections. */
interface User {
  readonly userId: string | undefined
  readonly connections: Connection[]
}

/** How simulated users behave. */
export interface UserBehavior {
  readonly hubs: readonly string[]
  readonly anonymous: number
  readonly tabs: number
  readonly errors: number
}

/** The simulated users. */
export interface Population {
  readonly online: ReadonlyMap<string, Connection>
  /**
   * Lets a random user connect, open another tab, disconnect or reconnect. Returns one event, or two for a reconnect
   * if `room` allows it.
   */
  act(at: number, room: number): PastEvent[]
  /** Connects `size` new users at once. `leave` disconnects some or all of them. */
  burst(at: number, size: number): { events: PastEvent[]; leave(at: number, size: number): PastEvent[] }
}

/** Creates the simulated users. */
export function createPopulation(size: number, behavior: UserBehavior, random: Random): Population {
  const online = new Map<string, Connection>()
  const users = Array.from({ length: size }, (_, i) => newUser(`user-${i + 1}`))
  let burstUsers = 0

  function newUser(userId: string): User {
    return { userId: random() < behavior.anonymous ? undefined : userId, connections: [] }
  }

  function connect({ userId, connections }: User, at: number): PastEvent {
    const connection = { hubName: pick(random, behavior.hubs), connectionId: toUuid(random), userId }
    connections.push(connection)
    online.set(connection.connectionId, connection)
    return { type: 'connected', at, ...toDetails(connection) }
  }

  function disconnect({ connections }: User, at: number): PastEvent {
    const [connection] = connections.splice(Math.floor(random() * connections.length), 1) as [Connection]
    online.delete(connection.connectionId)
    const error = random() < behavior.errors ? { errorMessage: 'Internal server error.' } : {}
    return { type: 'disconnected', at, ...toDetails(connection), ...error }
  }

  return {
    online,
    act(at, room) {
      const user = pick(random, users)
      const chance = random()
      if (user.connections.length === 0) return [connect(user, at)]
      if (chance < 0.2 && room >= 2) return [disconnect(user, at), connect(user, at)]
      if (chance < 0.5 && user.connections.length < behavior.tabs) return [connect(user, at)]
      return [disconnect(user, at)]
    },
    burst(at, crowdSize) {
      const crowd = Array.from({ length: crowdSize }, () => newUser(`burst-user-${++burstUsers}`))
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
