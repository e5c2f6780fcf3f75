import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Redis of our own. */
export interface RedisServer {
  readonly port: number
  stop(): Promise<void>
}

/** Starts a Redis on a free port of this machine that writes nothing to disk; nothing where there is none. */
export async function startRedis(): Promise<RedisServer | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined
  const directory = mkdtempSync(join(tmpdir(), 'redis-'))
  const port = await findFreePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(server, 'exit')
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (said) => String(said).includes('Ready to accept') && resolve())
    ended.then(([code]) => reject(new Error(`redis-server ended with ${code}`)), reject)
  })
  return {
    port,
    async stop() {
      process.off('exit', kill)
      kill()
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
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
