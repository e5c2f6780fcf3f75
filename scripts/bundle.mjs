// @ts-check
// Bundles the package in the working directory: a file for each entry, and files for what entries share. Why so, and
// why not minified: docs/decisions/016-one-file-per-entry.md

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const { exports, bin = {} } = JSON.parse(readFileSync('package.json', 'utf8'))

/** What is imported or run from outside, such as `./dist/index.js`. @type {string[]} */
const entries = [...Object.values(exports).flatMap((target) => target.default ?? []), ...Object.values(bin)]

// Only the declarations of what is in src stay: all else was left by an earlier build, and would be published too.
for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' }))
  if (!existsSync(join('src', file.replace(/\.d\.ts$/, '.ts'))))
    rmSync(join('dist', file), { recursive: true, force: true })

await build({
  entryPoints: entries.map((entry) => entry.replace('/dist/', '/src/').replace(/js$/, 'ts')),
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'neutral',
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
})
