// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../shared/packages.mjs'
import { runBun } from './bun.mjs'
import { runMemory } from './memory.mjs'

/**
 * A long run: it reports its checks, and may use an empty directory.
 *
 * @typedef {object} Run
 * @property {string} title
 * @property {(report: import('../shared/report.mjs').Report, directory: string) => Promise<void>} run
 */

/**
 * A program of this repository as a run.
 *
 * @param {string} title
 * @param {readonly string[]} command
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {Run}
 */
function program(title, [name = '', ...args], env = {}) {
  const runToEnd = async () => {
    const child = spawn(name, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`${[name, ...args].join(' ')} ended with ${code}`)
  }
  return { title, run: (report) => report.check(title, runToEnd) }
}

/** All runs by name. A new one is a file of this directory and a line here. @type {Readonly<Record<string, Run>>} */
export const runs = {
  memory: { title: '120 deliveries of 5,000 events at a time, as in a container of 512 MB', run: runMemory },
  bun: { title: 'the CPU time of a request on Bun, at most 1.3 times that of a route by hand', run: runBun },
  frameworks: program('every sample of docs/frameworks.md, on the runtime that it names', [
    'node',
    'scripts/frameworks.mjs',
  ]),
  queues: program('the consumer of Storage Queues against Azurite', ['node', 'scripts/queue.mjs']),
  release: program('a release to a registry on this machine, installed with npm, pnpm and yarn', [
    'node',
    'scripts/release.mjs',
    '--dry-run',
  ]),
  chaos: program(
    'a million events while servers and Redis are killed',
    ['npx', 'vitest', 'run', 'test/chaos.test.ts'],
    { CHAOS_EVENTS: '1000000' },
  ),
  presence: program(
    'five minutes of clients while servers and Redis are killed, in each way',
    ['npx', 'vitest', 'run', 'test/presence-chaos.test.ts', 'packages/redis/test/presence-failover.test.ts'],
    { PRESENCE_SECONDS: '300' },
  ),
  storm: program(
    'fifty thousand clients that are dropped and reconnect, in memory and on Redis',
    ['npx', 'vitest', 'run', 'test/storm.test.ts'],
    { STORM_CONNECTIONS: '50000' },
  ),
  reconciliation: program(
    'a hundred thousand questions to a service that answers at random',
    ['npx', 'vitest', 'run', 'packages/presence/test/reconcile.test.ts'],
    { RECONCILE_CHECKS: '100000' },
  ),
}
