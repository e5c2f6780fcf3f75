import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe } from 'vitest'
import { findFreePort } from '../../scripts/shared/port.mjs'
import { canStartRedis, type Redis, startRedis as start } from '../../scripts/shared/redis.mjs'

export type { Redis }

// Tests that need Redis start it. Where redis-server is not installed, REDIS_URL may name one. Tests that restart
// it, or that need a Cluster, need redis-server.

const canStart = canStartRedis()
const given = process.env['REDIS_URL']

if (process.env['CI_REQUIRE_REDIS'] === '1' && !canStart) {
  throw new Error('CI_REQUIRE_REDIS is 1, and there is no redis-server on the PATH')
}

/** What tests need: `any` Redis, or a separate one, `own`. */
export type Need = 'any' | 'own'

/** Tests with Redis. Without one they are skipped, with the reason in their title. */
export function describeRedis(name: string, need: Need, tests: () => void): void {
  const missing =
    canStart || (need === 'any' && given !== undefined) ? undefined : 'no redis-server on the PATH'
  describe.skipIf(missing !== undefined)(
    missing === undefined ? name : `${name} (skipped: ${missing})`,
    tests,
  )
}

/** A Redis for `describeRedis(…, 'any', …)`. */
export async function openRedis(): Promise<Redis> {
  if (canStart || given === undefined) return startRedis()
  return { url: given, port: Number(new URL(given).port || 6379), stop: async () => {} }
}

/** How to start a Redis. */
export interface RedisOptions {
  /** Default: a free one. */
  readonly port?: number
  /** Whether it is a Cluster of one node with all slots. @default false */
  readonly cluster?: boolean
}

/** Starts a Redis on loopback that writes nothing to disk. */
export async function startRedis({ port, cluster = false }: RedisOptions = {}): Promise<Redis> {
  if (!cluster) return start({ port })
  const redis = await start({
    port,
    args: [
      ...['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'],
      ...['--cluster-port', String(await findFreePort())],
    ],
  })
  await ask(redis.port, 'CLUSTER ADDSLOTSRANGE 0 16383')
  const end = performance.now() + 20_000
  while (!(await ask(redis.port, 'CLUSTER INFO')).includes('cluster_state:ok')) {
    if (performance.now() > end) throw new Error('the Cluster does not become ready')
    await sleep(10)
  }
  return redis
}

/** Sends a command, and resolves with the first chunk of the answer. */
async function ask(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    socket.write(`${command}\r\n`)
    const [answer] = await once(socket, 'data')
    return String(answer)
  } finally {
    socket.destroy()
  }
}
