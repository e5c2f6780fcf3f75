// @ts-check
// Bundles the package in the working directory: one file per entry, and files for shared code. The reasons are in
// docs/decisions/016-one-file-per-entry.md

import { execSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, normalize, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const { exports, publishConfig: { bin = {} } = {} } = JSON.parse(readFileSync('package.json', 'utf8'))

/** The files that users import or run, such as `./dist/index.js`. @type {string[]} */
const entries = [...Object.values(exports).flatMap((target) => target.default ?? []), ...Object.values(bin)]

/** @param {string} directory */
const listFiles = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))

const declarations = listFiles('src').map((file) => file.replace(/^src/, 'dist').replace(/ts$/, 'd.ts'))

// tsc does not check whether its output still exists, but relies on .tsbuildinfo.
if (!declarations.every((file) => existsSync(file))) {
  rmSync('.tsbuildinfo', { force: true })
  execSync('tsc -b', { stdio: 'inherit' })
}

const { metafile } = await build({
  entryPoints: entries.map((entry) => entry.replace('/dist/', '/src/').replace(/js$/, 'ts')),
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  // Shared code that is not published.
  alias: { '@signalr-events/internal': resolve('../../internal/src/index.ts') },
  platform: 'neutral',
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  metafile: true,
})

/** Files that are published unchanged: the source by the path in `dist`. @type {{ assets?: Record<string, string> }} */
const { assets = {} } = existsSync('assets.mjs')
  ? await import(pathToFileURL(resolve('assets.mjs')).href)
  : {}
for (const [target, source] of Object.entries(assets)) {
  mkdirSync(dirname(join('dist', target)), { recursive: true })
  copyFileSync(source, join('dist', target))
}

// All other files are from an earlier build and would be published too.
const copied = Object.keys(assets).map((target) => join('dist', target))
const made = new Set([...declarations, ...copied, ...Object.keys(metafile.outputs).map(normalize)])
for (const file of listFiles('dist')) if (!made.has(file)) rmSync(file, { force: true })
