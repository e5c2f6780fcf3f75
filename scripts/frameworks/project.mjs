// @ts-check
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readFences, readLines } from '../docs/markdown.mjs'
import { root } from '../shared/packages.mjs'
import { install } from '../shared/project.mjs'

const here = join(root, 'scripts/frameworks')

/** The samples of a host, text by file; those of every host included. @param {string} name */
export function readSamples(name) {
  const fences = readFences(readLines(join(root, 'docs/frameworks.md')))
  /** @type {Record<string, string>} */
  const samples = {}
  for (const wanted of ['*', name])
    for (const { info, text } of fences) {
      const { hosts = '', file } = /host=(?<hosts>\S+) file=(?<file>\S+)/.exec(info)?.groups ?? {}
      if (hosts.split(',').includes(wanted) && file !== undefined) samples[file] = `${text}\n`
    }
  return samples
}

/**
 * Makes the project of a host: its samples, what the framework needs around them, and our packages as published.
 *
 * @param {string} directory
 * @param {string} name
 * @param {import('./hosts.mjs').Host} host
 * @param {Readonly<Record<string, string>>} tarballs
 */
export async function createHostProject(directory, name, host, tarballs) {
  const { dependencies, packages = ['fetch'], shared = [] } = host
  const ours = Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`])
  // The program and the checks, too, are those that are published; no other adapter brings its framework along.
  const wanted = [...packages, 'cli', 'testing'].map((name) => `@signalr-events/${name}`)
  const direct = Object.fromEntries(ours.filter(([name]) => wanted.includes(name ?? '')))
  const manifest = {
    ...{ private: true, type: 'module' },
    dependencies: { ...dependencies, ...direct },
    overrides: Object.fromEntries(ours),
  }
  writeFiles(directory, {
    'package.json': JSON.stringify(manifest),
    ...toFiles(readSamples(name), host),
  })
  for (const folder of [...shared, name])
    if (existsSync(join(here, folder))) cpSync(join(here, folder), directory, { recursive: true })
  await install(directory)
}

/**
 * @param {Readonly<Record<string, string>>} samples
 * @param {import('./hosts.mjs').Host} host
 */
function toFiles(samples, { webhook = 'webhook.ts', copies = {}, base = '' }) {
  const { 'webhook.ts': usual = '', [webhook]: sample = usual, 'app.ts': _, ...others } = samples
  const folder = dirname(webhook)
  return {
    ...others,
    ...Object.fromEntries(Object.entries(copies).map(([to, from]) => [to, samples[from] ?? ''])),
    [join(folder, 'sample.ts')]: sample,
    [join(folder, 'combine.ts')]: read('combine.ts').replace("base = ''", `base = '${base}'`),
    [webhook]: `${read('webhook.ts')}${toTypes(sample)}`,
    'app.ts': read('app.ts'),
  }
}

/** @param {string} file */
const read = (file) => readFileSync(join(here, file), 'utf8')

/** Types that a sample exports next to the webhook. @param {string} sample */
function toTypes(sample) {
  const names = [...sample.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name)
  return names.length === 0 ? '' : `export type { ${names.join(', ')} } from './sample.ts'\n`
}

/**
 * @param {string} directory
 * @param {Readonly<Record<string, string>>} files
 */
function writeFiles(directory, files) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), text)
  }
}
