// @ts-check
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A created app that runs.
 *
 * @typedef {object} App
 * @property {string} url
 * @property {() => Promise<{ connections: number, users: number }>} countOnline in the hub `chat`
 * @property {() => Promise<void>} becomesBusy resolves when clients are online
 * @property {() => Promise<number | null>} stop ends it by SIGTERM; resolves with its exit code
 */

/**
 * Starts an app that is built, as its script `start` does.
 *
 * @param {string} app
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<App>}
 */
export async function startApp(app, env) {
  const child = spawn(process.execPath, ['--env-file=.env', 'dist/server.js'], {
    cwd: app,
    env: { ...process.env, HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  })
  const ended = once(child, 'close')
  const errors = text(child.stderr)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  const url = /http:\S+/.exec(String(line))?.[0] ?? ''
  assert.ok(url, `it says where it listens, not ${line}\n${url ? '' : await errors}`)
  const countOnline = () => readOnline(url)
  return {
    url,
    countOnline,
    async becomesBusy() {
      while ((await countOnline()).connections === 0) await sleep(20)
    },
    async stop() {
      child.kill('SIGTERM')
      const [code] = await ended
      process.off('exit', kill)
      // What arrives while it stops is delivered again.
      assert.equal((await errors).replaceAll(/^signalr-events: CLOSING: .*\n/gm, ''), '')
      return code
    },
  }
}

/** Who is online in the hub `chat` of an app. @param {string} url */
export async function readOnline(url) {
  const response = await fetch(`${url}/online`, { signal: AbortSignal.timeout(10_000) })
  const { hubs } = /** @type {any} */ (await response.json())
  return hubs.chat ?? { connections: 0, users: 0 }
}
