import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe } from 'vitest'

// Tests that need a Redis start their own. Where there is none to start, REDIS_URL may name one; tests that restart
// it, or that want a Cluster, need their own.

const canStart = spawnSync('redis-server', ['--version']).status === 0
const given = process.env['REDIS_URL']

if (process.env['CI_REQUIRE_REDIS'] === '1' && !canStart) {
  throw new Error('CI_REQUIRE_REDIS is 1, and there is no redis-server on the PATH')
}

/** A Redis to test with. */
export interface Redis {
  readonly url: string
  readonly port: number
  /** Ends the process and removes its files; a Redis that was given stays as it is. */
  stop(): Promise<void>
}

/** What tests need: `any` Redis, or one of their `own`. */
export type Need = 'any' | 'own'

/** Tests with a Redis; where there is none, they are skipped and say so. */
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
  /** Whether it is a Cluster, of one node that has all slots. Default `false`. */
  readonly cluster?: boolean
  /** More arguments for redis-server. */
  readonly args?: readonly string[]
}

/** Starts a Redis on loopback that writes nothing to disk. */
export async function startRedis({ port, cluster = false, args = [] }: RedisOptions = {}): Promise<Redis> {
  const directory = mkdtempSync(join(tmpdir(), 'redis-'))
  const at = port ?? (await findFreePort())
  const asCluster = [
    ...['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'],
    ...['--cluster-port', String(await findFreePort())],
  ]
  const child = spawn('redis-server', [
    ...['--port', String(at), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'],
    ...(cluster ? asCluster : []),
    ...args,
  ])
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  const stop = createStop(child, directory)
  try {
    await waitFor(child, at, 'PING', '+PONG')
    if (cluster) {
      await ask(at, 'CLUSTER ADDSLOTSRANGE 0 16383')
      await waitFor(child, at, 'CLUSTER INFO', 'cluster_state:ok')
    }
  } catch (error) {
    await stop()
    throw new Error(`${error instanceof Error ? error.message : error}\n${said}`)
  }
  return { url: `redis://127.0.0.1:${at}`, port: at, stop }
}

function createStop(child: ChildProcess, directory: string): () => Promise<void> {
  const ended = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  return async () => {
    process.off('exit', kill)
    kill()
    await ended
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Asks until the answer has what is wanted. */
async function waitFor(child: ChildProcess, port: number, command: string, wanted: string): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end && child.exitCode === null; await sleep(10)) {
    if ((await ask(port, command).catch(() => '')).includes(wanted)) return
  }
  throw new Error(`redis-server on port ${port} does not answer ${wanted}`)
}

/** Sends a command, and resolves with the beginning of the answer. */
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

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}
