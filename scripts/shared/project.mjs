// @ts-check
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './process.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a user installs beside our packages. */
const frameworks = { express: '5', koa: '3', hono: '4', '@hono/node-server': '2' }

/**
 * Builds and packs packages. Returns their tarballs by name.
 *
 * @param {string} directory
 * @param {readonly string[]} [names] by default all that are published
 * @returns {Promise<Record<string, string>>}
 */
export async function pack(directory, names = listPackages()) {
  const filters = names.flatMap((name) => ['--filter', name])
  await run('pnpm', ['-r', ...filters, 'pack', '--pack-destination', directory], root)
  return Object.fromEntries(
    names.map((name) => {
      const { version } = JSON.parse(
        readFileSync(join(root, 'packages', basename(name), 'package.json'), 'utf8'),
      )
      return [name, join(directory, `${name.slice(1).replace('/', '-')}-${version}.tgz`)]
    }),
  )
}

const listPackages = () => readdirSync(join(root, 'packages')).map((each) => `@signalr-events/${each}`)

/**
 * Makes a project of a user: our packages, the frameworks and whatever more, and the servers of `scripts/servers`.
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
  cpSync(join(root, 'scripts/servers'), directory, { recursive: true })
}

/**
 * Installs what a project depends on, and more packages if they are named.
 *
 * @param {string} project
 * @param {...string} more
 */
export const install = (project, ...more) =>
  run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', ...more], project)

/**
 * Where a project has installed a package.
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
