// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../shared/port.mjs'
import { run } from '../shared/process.mjs'

/** Verdaccio 6.8 is the last to support Node 20. It does not install with the node-fetch that it requires. */
const manifest = { private: true, dependencies: { verdaccio: '6.8.0' }, overrides: { 'node-fetch': '2.7.0' } }

/** Any user of this machine may publish and read. Nothing is fetched from other registries. */
const config = (/** @type {string} */ storage) => `storage: ${JSON.stringify(storage)}
packages: { '**': { access: $all, publish: $all } }
log: { type: stdout, format: json, level: warn }
max_body_size: 20mb
`

/**
 * An npm registry on this machine.
 *
 * @typedef {object} Registry
 * @property {string} url
 * @property {string} npmrc what makes npm, pnpm and yarn take our packages from it, and all others from where they do
 * @property {() => Promise<void>} stop
 */

/**
 * Installs and starts an empty registry.
 *
 * @param {string} directory
 * @returns {Promise<Registry>}
 */
export async function startRegistry(directory) {
  mkdirSync(directory)
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(directory, 'config.yaml'), config(join(directory, 'storage')))
  await run('npm', ['install', '--no-audit', '--no-fund'], directory, process.env, 600_000)
  const port = await findFreePort()
  const args = [
    'node_modules/verdaccio/bin/verdaccio',
    '--config',
    'config.yaml',
    '--listen',
    `127.0.0.1:${port}`,
  ]
  const child = spawn(process.execPath, args, { cwd: directory, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const url = `http://127.0.0.1:${port}/`
  await waitFor(`${url}-/ping`, child)
  return {
    url,
    npmrc: `@signalr-events:registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\n`,
    async stop() {
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}

/**
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} server
 */
async function waitFor(url, server) {
  for (const end = Date.now() + 60_000; Date.now() < end && server.exitCode === null; await sleep(100)) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    if (response?.ok) return
  }
  throw new Error('the local registry does not answer')
}
