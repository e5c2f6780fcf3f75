import { once } from 'node:events'
import { connect } from 'node:net'
import { createClient } from 'redis'
import { type Redis, startRedis } from '../../scripts/shared/redis.mjs'
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
export async function readMemory(client: RedisClient): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(String(await client.info('memory')))?.[1])
}

/** A new Redis and a client of it, while `work` runs. */
export async function withRedis<Value>(
  work: (client: RedisClient, server: Redis) => Promise<Value>,
): Promise<Value> {
  const server = await startRedis()
  const client = createRedisClient(server.port)
  try {
    await client.connect()
    return await work(client, server)
  } finally {
    client.destroy()
    await server.stop()
  }
}

let counter = 0

/**
 * Sets new keys in one write over a plain socket: the least that a claim can cost. Resolves with the CPU time for each, in
 * microseconds.
 *
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export async function setKeys(port: number, count: number): Promise<number> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1')
  await once(socket, 'connect')
  const writes = Math.ceil(Math.min(20_000 / count, 1000))
  const before = readCpu()
  for (let write = 0; write < writes; write++) {
    const keys = Array.from(
      { length: count },
      () => `raw:${process.pid}:${String(counter++).padStart(22, '0')}`,
    )
    const ended = readLines(socket, count)
    socket.write(keys.map(toCommand).join(''), 'latin1')
    await ended
  }
  const cpu = readCpu() - before
  socket.destroy()
  return cpu / (writes * count)
}

function toCommand(key: string): string {
  return `*6\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$1\r\n1\r\n$2\r\nNX\r\n$2\r\nPX\r\n$5\r\n60000\r\n`
}

function readLines(socket: ReturnType<typeof connect>, count: number): Promise<void> {
  return new Promise((resolve) => {
    let lines = 0
    const onData = (chunk: string) => {
      for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', at + 1)) lines++
      if (lines < count) return
      socket.off('data', onData)
      resolve()
    }
    socket.on('data', onData)
  })
}
