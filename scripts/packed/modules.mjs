// @ts-check
import { join } from 'node:path'
import { build } from 'esbuild'
import { run } from '../shared/process.mjs'
import { readManifest } from '../shared/project.mjs'

/**
 * Lists everything that can be imported from a package.
 *
 * @param {string} project
 * @param {string} name
 */
export function listEntries(project, name) {
  const paths = Object.keys(readManifest(project, name).exports)
  return paths.filter((path) => path !== './package.json').map((path) => join(name, path))
}

/** Code that loads a package as an ES module and as CommonJS. */
const loaders = {
  import: ['--input-type=module', '-e', 'await import(process.argv[1])'],
  require: ['--input-type=commonjs', '-e', 'require(process.argv[1])'],
}

/**
 * Loads an entry of a package in a separate process, where nothing else is loaded.
 *
 * @param {string} project
 * @param {keyof typeof loaders} how
 * @param {string} entry
 */
export const loadEntry = (project, how, entry) => run(process.execPath, [...loaders[how], entry], project)

/**
 * Converts servers to CommonJS, so that they require the packages that they import.
 *
 * @param {string} project
 * @param {readonly string[]} servers
 */
export const toCommonJs = (project, servers) =>
  build({
    entryPoints: servers.map((server) => join(project, server)),
    outdir: project,
    outbase: project,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
  })
