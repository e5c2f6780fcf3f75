// @ts-check
import { join } from 'node:path'
import { build } from 'esbuild'
import { run } from '../shared/process.mjs'
import { readManifest } from '../shared/project.mjs'

/**
 * Everything that can be imported of a package.
 *
 * @param {string} project
 * @param {string} name
 */
export function listEntries(project, name) {
  const paths = Object.keys(readManifest(project, name).exports)
  return paths.filter((path) => path !== './package.json').map((path) => join(name, path))
}

/** How to load a package, as ES module and as CommonJS. */
const loaders = {
  import: ['--input-type=module', '-e', 'await import(process.argv[1])'],
  require: ['--input-type=commonjs', '-e', 'require(process.argv[1])'],
}

/**
 * Loads what can be imported of a package, in a process of its own, so that nothing is loaded already.
 *
 * @param {string} project
 * @param {keyof typeof loaders} how
 * @param {string} entry
 */
export const loadEntry = (project, how, entry) => run(process.execPath, [...loaders[how], entry], project)

/**
 * Makes CommonJS of servers, which then require the packages that they import.
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
