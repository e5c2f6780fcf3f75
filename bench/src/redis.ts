import { once } from 'node:events'
import { connect } from 'node:net'
import { createClient } from 'redis'
import { startRedis } from '../../scripts/shared/redis.mjs'
import { readCpu } from './child.js'

/** A client that is not connected yet. */
export const createRedisClient = (port: number) =>
  createClient({ url: `redis://127.0.0.1:${port}` }).on('error', console.error)

export type RedisClient = ReturnType<typeof createRedisClient>

/** The CPU time that Redis has used, in microseconds. It runs commands in one thread: one core is its limit. */
export async function readRedisCpu(client: RedisClient): Promise<number> {
  const info = String(await client.info('cpu'))
  const read = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1])
  return (read('used_cpu_user') + read('used_cpu_sys')) * 1e6
}

/** The bytes that Redis uses. */
export async function readRedisMemory(client: RedisClient): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(String(await client.info('memory')))?.[1])
}

/** How long a script has run on average since statistics were reset, in milliseconds. */
export async function readScriptMs(client: RedisClient): Promise<number> {
  const info = String(await client.info('commandstats'))
  return Number(/^cmdstat_evalsha:.*usec_per_call=([\d.]+)/m.exec(info)?.[1]) / 1000
}

/** A new Redis and a client of it, while `work` runs. */
export async function withRedis<Value>(work: (client: RedisClient, port: number) => Promise<Value>) {
  const server = await startRedis()
  const client = createRedisClient(server.port)
  try {
    await client.connect()
    return await work(client, server.port)
  } finally {
    client.destroy()
    await server.stop()
  }
}

let keys = 0

/**
 * Sets new keys over a plain socket, so many in one write: the least that a claim can cost. Resolves with the CPU time for
 * each, in microseconds.
 */
export async function setKeys(port: number, count: number): Promise<number> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  const writes = Math.ceil(Math.min(20_000 / count, 1000))
  const before = readCpu()
  for (let write = 1; write <= writes; write++) {
    const key = () => `raw:${process.pid}:${String(keys++).padStart(22, '0')}`
    socket.write(Array.from({ length: count }, () => `SET ${key()} 1 NX PX 60000\r\n`).join(''))
    while (socket.bytesRead < write * count * '+OK\r\n'.length) await once(socket, 'data')
  }
  const cpu = readCpu() - before
  socket.destroy()
  return cpu / (writes * count)
}
