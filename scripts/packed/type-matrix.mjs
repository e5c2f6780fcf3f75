// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../shared/process.mjs'
import { installed, load } from '../shared/project.mjs'

// Every compiler with every module resolution and every entry.

/**
 * @typedef {object} Row
 * @property {string} module
 * @property {string} resolution
 * @property {'mts' | 'cts'} file an ES module or a CommonJS module that imports
 * @property {Readonly<Record<string, string>>} [forbidden] compilers that forbid it, and by which error: with these it
 *   must fail, so that the list stays true
 */

/** Unless a file is an ES module, it cannot import one. */
const needsEsm = 'TS1479'
/** The resolution `bundler` does not allow CommonJS. */
const noBundler = 'TS5095'
/** The module resolution of Node 10 is deprecated. */
const deprecated = 'TS5107'

/** @type {readonly Row[]} */
const rows = [
  { module: 'commonjs', resolution: 'node10', file: 'cts', forbidden: { ts60: deprecated } },
  { module: 'commonjs', resolution: 'bundler', file: 'cts', forbidden: { ts54: noBundler, ts59: noBundler } },
  { module: 'node16', resolution: 'node16', file: 'mts' },
  {
    ...{ module: 'node16', resolution: 'node16', file: 'cts' },
    forbidden: { ts54: needsEsm, ts59: needsEsm, ts60: needsEsm },
  },
  { module: 'nodenext', resolution: 'nodenext', file: 'mts' },
  { module: 'nodenext', resolution: 'nodenext', file: 'cts', forbidden: { ts54: needsEsm } },
  { module: 'esnext', resolution: 'bundler', file: 'mts' },
]

const compilers = ['ts54', 'ts59', 'ts60']

/**
 * @param {import('../shared/report.mjs').Report} report
 * @param {string} project
 * @param {readonly string[]} entries
 */
export async function checkTypeMatrix(report, project, entries) {
  const directory = join(project, 'type-matrix')
  mkdirSync(directory)
  const source = await toSource(project, entries)
  for (const file of ['mts', 'cts']) writeFileSync(join(directory, `entries.${file}`), source)
  for (const row of rows) {
    const { module, resolution, file, forbidden = {} } = row
    await Promise.all(
      compilers.map((compiler) => {
        const outcome = forbidden[compiler] ? `, forbidden by ${forbidden[compiler]}` : ''
        const title = `all entries from .${file}: ${compiler}, ${module}, ${resolution}${outcome}`
        return report.check(title, () => check(directory, project, compiler, row))
      }),
    )
  }
}

/**
 * Imports by name everything that the entries export. A name whose type is `any` does not compile: that is what is left
 * of a type that was not found.
 *
 * @param {string} project
 * @param {readonly string[]} entries
 */
async function toSource(project, entries) {
  const lines = ['declare function isTyped<T>(value: 0 extends 1 & T ? never : T): void']
  for (const [i, entry] of entries.entries()) {
    const names = Object.keys(await load(project, entry))
    lines.push(`import * as entry${i} from '${entry}'`)
    for (const name of names) lines.push(`isTyped(entry${i}.${name})`)
    // An entry of types alone.
    if (names.length === 0) lines.push(`export type Entry${i} = typeof entry${i}`)
  }
  return `${lines.join('\n')}\n`
}

/**
 * @param {string} directory
 * @param {string} project
 * @param {string} compiler
 * @param {Row} row
 */
async function check(directory, project, compiler, { module, resolution, file, forbidden = {} }) {
  const tsc = join(installed(project, compiler), 'bin/tsc')
  const options = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022', '--strict']
  // The types of frameworks do not support every compiler.
  const more = ['--noEmit', '--skipLibCheck', '--esModuleInterop', '--types', 'node', `entries.${file}`]
  const failure = await run(process.execPath, [tsc, ...options, ...more], directory).catch((error) => error)
  const wanted = forbidden[compiler]
  if (wanted === undefined && failure instanceof Error) throw failure
  if (wanted !== undefined && !String(failure).includes(wanted)) throw new Error(`not ${wanted}: ${failure}`)
}
