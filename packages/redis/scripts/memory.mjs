// @ts-check
// Prints how much memory Redis takes for an event that is remembered: `pnpm --filter @signalr-events/redis memory`.
// It needs redis-server on the PATH.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { redisStore } from '@signalr-events/redis'
import { createClient } from 'redis'

const count = 100_000
const retention = 25 * 60 * 60 * 1000

const directory = mkdtempSync(join(tmpdir(), 'redis-'))
const socket = join(directory, 'redis.sock')
const server = spawn(
  'redis-server',
  ['--port', '0', '--unixsocket', socket, '--dir', directory, '--save', ''],
  {
    stdio: 'ignore',
  },
)
const ended = once(server, 'exit')
try {
  await measure()
} finally {
  server.kill()
  await ended
  rmSync(directory, { recursive: true })
}

async function measure() {
  // The client tries again until the server listens.
  const client = createClient({ socket: { path: socket, tls: false } }).on('error', () => {})
  await client.connect()
  const store = redisStore(client)
  const empty = await readUsedMemory()
  for (let i = 0; i < count; i += 1000) {
    const keys = Array.from({ length: 1000 }, (_, n) => `event ${i + n}`)
    await store.claim(keys, 60_000)
    await store.done(keys, retention)
  }
  const used = (await readUsedMemory()) - empty
  const size = await client.dbSize()
  console.log(
    `Redis ${(await client.info('server')).match(/redis_version:(\S+)/)?.[1]}: ${size} events are done`,
  )
  console.log(`${Math.round(used / size)} bytes per event by INFO memory, the server's tables included`)
  console.log(`${await client.memoryUsage((await client.randomKey()) ?? '')} bytes by MEMORY USAGE of a key`)
  client.destroy()

  async function readUsedMemory() {
    return Number((await client.info('memory')).match(/used_memory:(\d+)/)?.[1])
  }
}
