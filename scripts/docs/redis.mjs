// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findFreePort } from './run.mjs'

/**
 * Starts a Redis for the samples, which find it in `REDIS_URL`.
 *
 * @param {string} directory where it runs
 * @returns {Promise<() => Promise<void>>} what stops it
 */
export async function startRedis(directory) {
  const port = await findFreePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(server, 'exit')
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  for await (const line of server.stdout) if (String(line).includes('Ready to accept')) break
  process.env['REDIS_URL'] = `redis://127.0.0.1:${port}`
  return async () => {
    process.off('exit', kill)
    kill()
    await ended
  }
}
