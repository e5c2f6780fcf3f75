// @ts-check
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './process.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a user installs in addition to our packages. */
const frameworks = { express: '5', koa: '3', hono: '4', '@hono/node-server': '2' }

/**
 * Builds and packs every package that is published. Returns their tarballs by name.
 *
 * @param {string} directory
 * @returns {Promise<Record<string, string>>}
 */
export async function pack(directory) {
  const packages = join(root, 'packages')
  await run('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', directory], root)
  return Object.fromEntries(
    readdirSync(packages).map((each) => {
      const { name, version } = JSON.parse(readFileSync(join(packages, each, 'package.json'), 'utf8'))
      return [name, join(directory, `${name.slice(1).replace('/', '-')}-${version}.tgz`)]
    }),
  )
}

/**
 * Creates the project of a user: our packages, the frameworks, more packages, and the servers of `scripts/servers`.
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
 * Installs the dependencies of a project, and optional further packages.
 *
 * @param {string} project
 * @param {...string} more
 */
export const install = (project, ...more) =>
  run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', ...more], project)

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
