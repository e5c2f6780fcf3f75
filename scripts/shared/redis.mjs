// @ts-check
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './port.mjs'

/** @type {typeof import('./redis.mjs').canStartRedis} */
export function canStartRedis() {
  return spawnSync('redis-server', ['--version']).status === 0
}

/** @type {typeof import('./redis.mjs').startRedis} */
export async function startRedis({ port, args = [] } = {}) {
  const at = port ?? (await findFreePort())
  const directory = mkdtempSync(join(tmpdir(), 'redis-'))
  const own = ['--port', String(at), '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const child = spawn('redis-server', [...own, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async () => {
    process.off('exit', kill)
    kill()
    await ended.catch(() => {})
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    await becomeReady(child.stdout, ended)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `redis://127.0.0.1:${at}`, port: at, stop }
}

/**
 * Resolves when Redis accepts connections. Rejects with its output if it ends before.
 *
 * @param {import('node:stream').Readable} output
 * @param {Promise<unknown>} ended
 * @returns {Promise<void>}
 */
function becomeReady(output, ended) {
  let said = ''
  return new Promise((resolve, reject) => {
    output.on('data', (chunk) => {
      said += chunk
      if (said.includes('Ready to accept connections')) resolve()
    })
    ended.then(() => reject(new Error(`redis-server has ended:\n${said}`)), reject)
  })
}
