// @ts-check
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { run } from '../shared/process.mjs'
import { installed, readManifest, root } from '../shared/project.mjs'

/** The files that may be published: no sources, no tests, no build information. */
const publishable =
  /^(dist\/.+\.(js|d\.ts)|dist\/(page|templates)\/.+|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/

/**
 * The files of a package as npm has unpacked them.
 *
 * @param {string} directory
 */
function listFiles(directory) {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(directory, file)).isFile())
    .map((file) => file.replaceAll('\\', '/'))
}

/**
 * Checks that a package has all its files and no others.
 *
 * @param {string} project
 * @param {string} name
 */
export function checkContents(project, name) {
  const directory = installed(project, name)
  const files = listFiles(directory)
  const source = join(root, 'packages', basename(name))
  const expected = ['LICENSE', 'README.md'].filter((file) => existsSync(join(source, file)))
  const missing = [...listMains(project, name), ...expected].filter((file) => !files.includes(file))
  assert.deepEqual(missing, [], 'missing')
  assert.deepEqual(
    files.filter((file) => !publishable.test(file)),
    [],
    'not to be published',
  )
  const withSource = files.filter((file) => /@signalr-events\/source/.test(read(directory, file)))
  assert.deepEqual(withSource, [], 'with the condition for this repository only')
}

/**
 * The entry files of a package: its exports and programs.
 *
 * @param {string} project
 * @param {string} name
 * @returns {string[]}
 */
function listMains(project, name) {
  const { bin = {}, exports } = readManifest(project, name)
  const main = exports['.'] === undefined ? [] : ['dist/index.js', 'dist/index.d.ts']
  return [...main, ...Object.values(bin).map((file) => file.replace(/^\.\//, ''))]
}

/**
 * Checks that a package has no files of an earlier build: declarations have a source, and other code is imported.
 *
 * @param {string} project
 * @param {string} name
 */
export function checkLeftOver(project, name) {
  const directory = installed(project, name)
  const files = listFiles(directory).filter((file) => /^dist\/(?!templates\/)/.test(file))
  const { bin, exports } = readManifest(project, name)
  const used = [JSON.stringify([bin, exports]), ...files.map((file) => read(directory, file))].join('\n')
  const source = join(root, 'packages', basename(name))
  const isMade = (/** @type {string} */ file) =>
    file.endsWith('.d.ts')
      ? existsSync(join(source, file.replace('dist', 'src').replace('.d.ts', '.ts')))
      : used.includes(`/${basename(file)}"`)
  assert.deepEqual(
    files.filter((file) => !isMade(file)),
    [],
    'left over',
  )
}

/** @type {(directory: string, file: string) => string} */
const read = (directory, file) => readFileSync(join(directory, file), 'utf8')

/**
 * Checks that a package depends on versions, not on this workspace.
 *
 * @param {string} project
 * @param {string} name
 */
export function checkDependencies(project, name) {
  const { dependencies, peerDependencies, devDependencies } = readManifest(project, name)
  for (const [dependency, range] of Object.entries({
    ...devDependencies,
    ...peerDependencies,
    ...dependencies,
  }))
    assert.doesNotMatch(range, /^(workspace|catalog|file|link):/, dependency)
}

/** @param {string} tarball */
export async function checkPublint(tarball) {
  const { buffer } = new Uint8Array(readFileSync(tarball))
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true })
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg, { color: false })),
    [],
  )
}

/** @param {string} tarball */
export async function checkTypesResolve(tarball) {
  const attw = join(root, 'node_modules/.bin/attw')
  await run(attw, [tarball, '--profile', 'esm-only', '--no-emoji', '--no-color'], root)
}
