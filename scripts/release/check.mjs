// @ts-check
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { checkStart } from '../packed/pack-for.mjs'
import { readPackage } from '../shared/packages.mjs'
import { run, userEnv } from '../shared/process.mjs'
import { installed, readManifest } from '../shared/project.mjs'
import { findRelativeLinks, toPublished } from '../shared/publication.mjs'

/** The tested versions of package managers, and how they add packages. */
const managers = /** @type {const} */ ({
  npm: ['npm', 'install', '--no-audit', '--no-fund'],
  pnpm: ['npx', '-y', 'pnpm@10.34.9', 'add'],
  yarn: ['npx', '-y', 'yarn@1', 'add', '--no-progress'],
})

const server = `import { signalrEvents } from '@signalr-events/express'
import express from 'express'

const app = express().use(signalrEvents({}, { path: '/events' }))
const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
`

/**
 * Checks that an installed package names its repository, and that the links of its README lead there.
 *
 * @param {string} project
 * @param {string} name
 * @param {string} address
 */
export function checkMetadata(project, name, address) {
  const folder = basename(name)
  const { author, homepage, repository, bugs } = toPublished(readPackage(folder), folder, address)
  const manifest = /** @type {any} */ (readManifest(project, name))
  assert.deepEqual(
    {
      author: manifest.author,
      homepage: manifest.homepage,
      repository: manifest.repository,
      bugs: manifest.bugs,
    },
    { author, homepage, repository, bugs },
  )
  assert.deepEqual(findRelativeLinks(readFileSync(join(installed(project, name), 'README.md'), 'utf8')), [])
}

/**
 * Installs packages from a registry as users do, with every package manager, and runs a server and the command line.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} directory
 * @param {string} npmrc
 */
export async function checkInstalls(report, directory, npmrc) {
  for (const [manager, [program, ...args]] of Object.entries(managers))
    await report.check(`${manager} installs @signalr-events/express and /cli`, async () => {
      const project = createProject(join(directory, `with-${manager}`), npmrc)
      const names = ['@signalr-events/express', '@signalr-events/cli', 'express@5']
      await run(program, [...args, ...names], project, userEnv, 300_000)
      await checkStart(project, 'server.js')
      const { version } = readPackage('cli')
      const printed = await run(join(project, 'node_modules/.bin/signalr-events'), ['--version'], project)
      assert.equal(printed, version)
    })
}

/** How an app is created and tested with each package manager. The script runs in pnpm, so both are on the PATH. */
const creators = /** @type {const} */ ({
  npm: [
    'npm create --yes signalr-events@latest my-app -- --store redis',
    'npm install --no-audit --no-fund && npm test',
  ],
  pnpm: ['pnpm create signalr-events my-app --store redis', 'pnpm install && pnpm test'],
})

/**
 * Creates an app as users do, with its program and its packages from a registry, and tests it.
 *
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} directory
 * @param {Pick<import('./registry.mjs').Registry, 'url' | 'npmrc'>} registry
 */
export async function checkCreate(report, directory, { url, npmrc }) {
  for (const [manager, [create, use]] of Object.entries(creators))
    await report.check(`${manager} creates an app`, async () => {
      const folder = createProject(join(directory, `created-with-${manager}`), npmrc)
      // What the app needs comes from this registry if it is ours; the program has no scope, so all comes from there.
      const config = { userconfig: join(folder, '.npmrc'), cache: join(directory, 'npm-cache') }
      const env = { ...userEnv, npm_config_userconfig: config.userconfig, npm_config_cache: config.cache }
      const line = `npm_config_registry=${url} ${create} && cd my-app && ${use}`
      const printed = await run('sh', ['-c', line], folder, env, 300_000)
      assert.match(printed, /^Created my-app: Express, with Redis\.$/m)
      assert.match(printed, /^\S fail 0$/m)
    })
}

/**
 * An empty project of a user.
 *
 * @param {string} project
 * @param {string} npmrc
 */
export function createProject(project, npmrc) {
  mkdirSync(project)
  writeFileSync(join(project, '.npmrc'), npmrc)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(project, 'server.js'), server)
  return project
}
