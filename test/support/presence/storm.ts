import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { eventGrid } from '@signalr-events/testing'
import { type Arrival, createOracle } from '@signalr-events/testing/presence'
import { onTestFinished } from 'vitest'
import { missing, startService, yes } from '../../../packages/presence/test/support/reconcile.js'

const minute = 60_000
const DELIVERY = 250
/** Event Grid has many deliveries in flight. */
const IN_FLIGHT = 16

/** A world in which the service drops all connections at once, after 10 minutes, and all clients reconnect. */
export interface Storm {
  /** The connections that are online at the end, and their users. */
  readonly connections: readonly string[]
  readonly users: readonly string[]
  /** Disconnected events that never arrive. */
  readonly lost: number
  /** What arrives before the connections are dropped, and from then on. */
  readonly before: readonly Arrival[]
  readonly after: readonly Arrival[]
}

export function createStorm(seed: number, connections: number): Storm {
  // The memory of the server begins before.
  const startAt = Date.now() + minute
  const dropAt = startAt + 10 * minute
  const endsAt = dropAt + 10 * minute
  const oracle = createOracle({
    ...{ seed, startAt, duration: 1_000, dropAt, connections, users: Math.ceil(connections / 2) },
    // Nobody leaves by themselves.
    life: 1_000 * 365 * 24 * 60 * minute,
    ...{ duplicates: 0.1, retries: 0.05, lostDisconnects: 0.01, jitter: 30_000 },
  })
  const arrivals = oracle.arrivals.filter(({ timestamp }) => Date.parse(timestamp) <= endsAt)
  const online = oracle.onlineAt(endsAt)
  const ended = new Set(
    arrivals.flatMap(({ type, connectionId }) => (type === 'disconnected' ? connectionId : [])),
  )
  return {
    connections: online.map(({ connectionId }) => connectionId).sort(),
    users: [...new Set(online.map(({ userId }) => userId))].sort(),
    lost: oracle.connections.length - online.length - ended.size,
    before: arrivals.filter(({ arrivesAt }) => arrivesAt < dropAt),
    after: arrivals.filter(({ arrivesAt }) => arrivesAt >= dropAt),
  }
}

/** What a server and its Redis need, in bytes. */
export interface Memory {
  /** After a collection of garbage. */
  readonly used: number
  /** The most that the process has had. */
  readonly peak: number
  readonly inRedis: number
}

/** A server process with presence, and what it answers. */
export interface StormServer {
  ask<Answer>(path: string): Promise<Answer>
  /** Whether users are online, each asked about alone. */
  areOnline(userIds: readonly string[]): Promise<readonly boolean[]>
  /** Sends events in this order, many deliveries at a time, some of them twice. */
  deliver(arrivals: readonly Arrival[]): Promise<void>
}

/** @param options of the server, as storm-server.mjs reads them */
export async function startStormServer(options: object): Promise<StormServer> {
  const main = fileURLToPath(new URL('storm-server.mjs', import.meta.url))
  // A server that keeps more than it may ends with "heap out of memory".
  const flags = ['--expose-gc', '--max-old-space-size=256']
  const child = spawn(process.execPath, [...flags, main, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 3_600_000,
  })
  onTestFinished(() => kill(child))
  const line = once(createInterface({ input: child.stdout }), 'line')
  const [url] = await Promise.race([line, once(child, 'exit').then(([code]) => [`it ended with ${code}`])])
  if (!/^http:/.test(url)) throw new Error(`The server did not start: ${url}`)
  const request = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(url + path, init)
    if (!answer.ok) throw new Error(`${path} is answered ${answer.status}`)
    return answer.json()
  }
  return {
    ask: (path) => request(path),
    areOnline: (userIds) =>
      request('/online', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(userIds),
      }),
    deliver: (arrivals) => deliver(`${url}/events`, arrivals),
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'close')
  child.kill('SIGKILL')
  await ended
}

async function deliver(url: string, arrivals: readonly Arrival[]): Promise<void> {
  const starts = Array.from({ length: Math.ceil(arrivals.length / DELIVERY) }, (_, i) => i * DELIVERY)
  const rest = starts.flatMap((start, i) => (i % 10 === 0 ? [start, start] : [start])).values()
  async function send(): Promise<void> {
    for (const start of rest) {
      const delivery = toDelivery(arrivals.slice(start, start + DELIVERY))
      // What is refused is sent again, as Event Grid does.
      while (!(await isAcknowledged(url, delivery)));
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, send))
}

async function isAcknowledged(
  url: string,
  { method, headers, body }: ReturnType<typeof toDelivery>,
): Promise<boolean> {
  const { status } = await fetch(url, { method, headers, body: body ?? null })
  if (status !== 200 && status !== 503) throw new Error(`a delivery is answered ${status}`)
  return status === 200
}

function toDelivery(arrivals: readonly Arrival[]) {
  return eventGrid.batch(
    arrivals.map(({ type, connectionId, userId, timestamp }) =>
      eventGrid[`${type}Event`]({ hubName: 'chat', connectionId, userId, timestamp }),
    ),
  )
}

/** Starts a service that knows who is connected, and answers as Azure does. Resolves with its connection string. */
export async function startKnowing(connections: readonly string[]): Promise<string> {
  const known = new Set(connections)
  const { connectionString } = await startService((id, ...rest) =>
    (known.has(id) ? yes : missing)(id, ...rest),
  )
  return connectionString
}
