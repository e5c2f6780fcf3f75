import { createRandom } from '@signalr-events/internal'

/** Options of {@link createOracle}. Times are milliseconds, shares are from 0 to 1. */
export interface OracleOptions {
  /** The seed of all random values. The same seed gives the same events. */
  readonly seed: number
  /** The time of the first connections, in milliseconds since 1970. @default now */
  readonly startAt?: number | undefined
  /** The time in which connections start, in milliseconds. @default 86_400_000 24 hours */
  readonly duration?: number | undefined
  /** The number of connections. @default 1000 */
  readonly connections?: number | undefined
  /** The number of users, to which connections are assigned at random. @default 100 */
  readonly users?: number | undefined
  /** The average lifetime of a connection, in milliseconds. @default 1_800_000 30 minutes */
  readonly life?: number | undefined
  /** The maximum delay of an event without retries, in milliseconds. @default 2000 */
  readonly jitter?: number | undefined
  /** Share of events that arrive twice. @default 0 */
  readonly duplicates?: number | undefined
  /** Share of events that arrive only after retries, up to 24 hours late. @default 0 */
  readonly retries?: number | undefined
  /** Share of disconnected events that never arrive. @default 0 */
  readonly lostDisconnects?: number | undefined
  /**
   * When the service drops every connection, in milliseconds since 1970. Each client reconnects within 30 seconds, with
   * another connection id, unless it would have left by then. @default never
   */
  readonly dropAt?: number | undefined
  /** The maximum difference between two timestamps of the same time, in milliseconds. @default 0 */
  readonly skew?: number | undefined
}

/** A connection as it really was. */
export interface TrueConnection {
  /** The connection. */
  readonly connectionId: string
  /** The user. */
  readonly userId: string
  /** Milliseconds since 1970. */
  readonly connectedAt: number
  /** Milliseconds since 1970. */
  readonly disconnectedAt: number
}

/** An event as it arrives. */
export interface Arrival {
  /** Milliseconds since 1970. */
  readonly arrivesAt: number
  /** The event. */
  readonly type: 'connected' | 'disconnected'
  /** The connection. */
  readonly connectionId: string
  /** The user. */
  readonly userId: string
  /** ISO 8601, UTC. */
  readonly timestamp: string
}

/** Simulated connections, and their events as Event Grid delivers them. */
export interface Oracle {
  /** Every event in the order of arrival. */
  readonly arrivals: readonly Arrival[]
  /** All connections as they really were. */
  readonly connections: readonly TrueConnection[]
  /** Connections that are really online at a time in milliseconds since 1970. */
  onlineAt(time: number): readonly TrueConnection[]
}

const minute = 60_000
const hour = 60 * minute
/** How long a client takes at most to reconnect. */
const RECONNECT_MS = 30_000

/**
 * Simulates connections whose events are repeated, late, out of order or lost, and knows who is really online.
 *
 * @example
 * ```ts
 * import { createPresence, memoryPresence } from '@signalr-events/presence'
 * import { createClient, eventGrid } from '@signalr-events/testing'
 * import { createWebhook } from '@signalr-events/core'
 * import { createOracle } from '@signalr-events/testing/presence'
 *
 * const oracle = createOracle({ seed: 1, connections: 50, duplicates: 0.1, retries: 0.1 })
 * let time = 0
 * const presence = createPresence({ store: memoryPresence({ now: () => time }) })
 * const client = createClient(createWebhook({}, { use: [presence.middleware] }))
 * for (const { arrivesAt, type, ...event } of oracle.arrivals) {
 *   time = arrivesAt
 *   await client.send(eventGrid[type]({ hubName: 'chat', ...event }))
 * }
 * const { connections } = await presence.count('chat')
 * console.log(connections === oracle.onlineAt(time).length) // true
 * ```
 */
export function createOracle(options: OracleOptions): Oracle {
  const { startAt = Date.now(), duration = 24 * hour, users = 100 } = options
  const { connections: length = 1_000, life = 30 * minute, lostDisconnects = 0 } = options
  const random = createRandom(options.seed)
  const undisturbed: TrueConnection[] = Array.from({ length }, (_, i) => {
    const connectedAt = Math.floor(startAt + random() * duration)
    const lifetime = Math.max(1, Math.floor(-Math.log(1 - random()) * life))
    const userId = `user-${Math.floor(random() * users)}`
    return { connectionId: `connection-${i}`, userId, connectedAt, disconnectedAt: connectedAt + lifetime }
  })
  const connections = undisturbed.flatMap((each) => drop(random, options, each))
  const arrivals = connections.flatMap(({ connectionId, userId, connectedAt, disconnectedAt }) => {
    const known = { connectionId, userId }
    const connects = arrive(random, options, connectedAt, { ...known, type: 'connected' })
    const isLost = random() < lostDisconnects
    const disconnects = arrive(random, options, disconnectedAt, { ...known, type: 'disconnected' })
    return isLost ? connects : [...connects, ...disconnects]
  })
  return {
    connections,
    arrivals: arrivals.sort((a, b) => a.arrivesAt - b.arrivesAt),
    onlineAt: (time) =>
      connections.filter(({ connectedAt, disconnectedAt }) => connectedAt <= time && time < disconnectedAt),
  }
}

/** A connection that is dropped, and the one with which its client reconnects. */
function drop(random: () => number, { dropAt }: OracleOptions, connection: TrueConnection): TrueConnection[] {
  const { connectionId, connectedAt, disconnectedAt } = connection
  if (dropAt === undefined || dropAt < connectedAt || disconnectedAt <= dropAt) return [connection]
  const backAt = Math.floor(dropAt + random() * RECONNECT_MS)
  const dropped = { ...connection, disconnectedAt: dropAt }
  if (disconnectedAt <= backAt) return [dropped]
  return [dropped, { ...connection, connectionId: `${connectionId}-again`, connectedAt: backAt }]
}

type Occurrence = Omit<Arrival, 'arrivesAt' | 'timestamp'>

/** The arrivals of one event. */
function arrive(
  random: () => number,
  { jitter = 2_000, duplicates = 0, retries = 0, skew = 0 }: OracleOptions,
  at: number,
  event: Occurrence,
): Arrival[] {
  const timestamp = new Date(Math.floor(at + (random() - 0.5) * skew)).toISOString()
  const lateness = random() < retries ? random() ** 3 * 24 * hour : 0
  const first = at + lateness + random() * jitter
  const times = random() < duplicates ? [first, first + random() ** 3 * hour] : [first]
  return times.map((time) => ({ ...event, timestamp, arrivesAt: Math.floor(time) }))
}
