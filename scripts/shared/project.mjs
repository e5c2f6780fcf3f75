// @ts-check
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { adapters, packages, readPackage, root } from './packages.mjs'
import { run } from './process.mjs'

export { root } from './packages.mjs'

/** The dependencies of a user in addition to the adapters: the newest version of each framework. */
const frameworks = Object.fromEntries(
  Object.entries(adapters).flatMap(([name, { runsWith = {} }]) => [
    ...Object.entries(readPackage(name).peerDependencies ?? {}).filter(
      ([peer]) => !peer.startsWith('@types/'),
    ),
    ...Object.entries(runsWith),
  ]),
)

/** The file of an adapter's server, relative to a project. @param {string} adapter */
export const serverOf = (adapter) => `packages/${adapter}/test/server.mjs`

/**
 * Packs packages, which are built already. Returns their tarballs by name.
 *
 * @param {string} directory
 * @param {readonly string[]} [names] by default all that are published
 * @returns {Promise<Record<string, string>>}
 */
export async function pack(directory, names = packages.map((each) => readPackage(each).name)) {
  const filters = names.flatMap((name) => ['--filter', name])
  // Without `prepack`, which would build each of them again.
  const options = ['--config.ignore-scripts=true', '--pack-destination', directory]
  await run('pnpm', ['-r', ...filters, 'pack', ...options], root)
  return Object.fromEntries(
    names.map((name) => {
      const { version } = readPackage(basename(name))
      return [name, join(directory, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)]
    }),
  )
}

/**
 * Creates the project of a user: our packages, the frameworks, more packages, and the servers of the adapters.
 *
 * @param {string} directory
 * @param {Record<string, string>} tarballs
 * @param {Record<string, string>} more
 */
export async function createProject(directory, tarballs, more) {
  const ours = Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]))
  const manifest = { private: true, type: 'module', dependencies: { ...ours, ...frameworks, ...more } }
  mkdirSync(directory)
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest))
  await install(directory)
  for (const path of ['scripts/servers', ...Object.keys(adapters).map(serverOf)])
    cpSync(join(root, path), join(directory, path), { recursive: true })
}

/**
 * Installs the dependencies of a project, and optional further packages.
 *
 * @param {string} project
 * @param {...string} more
 */
export const install = (project, ...more) =>
  run(
    'npm',
    // As users do: pnpm hands on its own `engine-strict`, and of what Fastify 5 needs, one package wants Node 22.
    ['install', '--no-audit', '--no-fund', '--no-package-lock', '--engine-strict=false', ...more],
    project,
  )

/**
 * The folder of a package in a project.
 *
 * @param {string} project
 * @param {string} name
 */
export const installed = (project, name) => join(project, 'node_modules', name)

/**
 * The manifest of a package that a project has installed.
 *
 * @param {string} project
 * @param {string} name
 */
export function readManifest(project, name) {
  return JSON.parse(readFileSync(join(installed(project, name), 'package.json'), 'utf8'))
}

/**
 * Imports a package that a project has installed.
 *
 * @param {string} project
 * @param {string} name
 */
export function load(project, name) {
  return import(createRequire(join(project, 'package.json')).resolve(name))
}
