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
 * @param {number} [times] how many of it run at once
 * @returns {Run}
 */
function program(title, [name = '', ...args], env = {}, times = 1) {
  const runToEnd = async () => {
    const child = spawn(name, args, {
      cwd: root,
      env: { ...process.env, DEEP: '1', ...env },
      stdio: 'inherit',
    })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`${[name, ...args].join(' ')} ended with ${code}`)
  }
  const runAll = async () => void (await Promise.all(Array.from({ length: times }, runToEnd)))
  return { title, run: (report) => report.check(title, runAll) }
}

/** All runs by name. A new one is a file of this directory and a line here. @type {Readonly<Record<string, Run>>} */
export const runs = {
  memory: { title: '120 concurrent deliveries of 5,000 events, as in a container of 512 MB', run: runMemory },
  bun: { title: 'the CPU time of a request on Bun, at most 1.3 times that of a route by hand', run: runBun },
  frameworks: program('every sample of docs/frameworks.md, on its runtime', [
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
    'five minutes of traffic while servers and Redis are killed',
    ['npx', 'vitest', 'run', 'test/presence-chaos.test.ts', 'packages/redis/test/presence-failover.test.ts'],
    { PRESENCE_SECONDS: '300' },
  ),
  requests: program(
    'ten thousand generated requests to every adapter',
    ['npx', 'vitest', 'run', 'test/fuzz.test.ts'],
    { FUZZ_REQUESTS: '10000' },
  ),
  storm: program(
    'fifty thousand clients that are dropped and reconnect, in memory and on Redis',
    ['npx', 'vitest', 'run', 'test/storm.test.ts'],
    { STORM_CONNECTIONS: '50000' },
  ),
  emulator: program(
    'five thousand real clients of one local SignalR Service, with limits of memory and CPU',
    ['npx', 'vitest', 'run', 'packages/emulator/test/crowd.test.ts'],
    { EMULATOR_CLIENTS: '5000' },
  ),
  scale: program('days of up to 125,000 clients on a Redis, for docs/scale.md', [
    'node',
    'bench/dist/bench.js',
    '--scale',
  ]),
  reconciliation: program(
    'a hundred thousand questions to a service that answers rightly, wrongly or not at all',
    ['npx', 'vitest', 'run', 'packages/presence/test/reconcile-random.test.ts'],
    { RECONCILE_CHECKS: '50000' },
    2,
  ),
  interleavings: program(
    'events that overtake answers of the service, in a hundred random orders',
    ['npx', 'vitest', 'run', 'test/presence-interleavings.test.ts'],
    { PRESENCE_RUNS: '100' },
  ),
  stores: program(
    'the store of presence in memory against the one on Redis, in three thousand random scenarios',
    ['npx', 'vitest', 'run', 'packages/redis/test/presence-same.test.ts'],
    { PRESENCE_RUNS: '3000' },
  ),
  watch: program(
    'a hundred processes that watch who comes and goes, each killed',
    ['npx', 'vitest', 'run', 'test/watch-kills.test.ts'],
    { WATCH_KILLS: '100' },
  ),
}
