// @ts-check
import { basename } from 'node:path'
import { closure } from '../pack-for/packages.mjs'
import { packages, readPackage } from '../shared/packages.mjs'
import { run } from '../shared/process.mjs'
import { root } from '../shared/project.mjs'

/**
 * Publishes tarballs, each behind those that it needs. Versions that the registry has already are left out, so a
 * release that was interrupted can be repeated.
 *
 * @param {Readonly<Record<string, string>>} tarballs paths by name
 * @param {readonly string[]} [options] further options of npm
 * @returns {Promise<string[]>} the names of what was published
 */
export async function publish(tarballs, options = []) {
  /** @type {string[]} */
  const published = []
  for (const name of closure(packages.map((folder) => readPackage(folder).name))) {
    const { version } = readPackage(basename(name))
    if (await isPublished(name, version, options)) continue
    await run('npm', ['publish', tarballs[name] ?? '', '--access', 'public', ...options], root)
    published.push(name)
  }
  return published
}

/**
 * @param {string} name
 * @param {string} version
 * @param {readonly string[]} options
 */
async function isPublished(name, version, options) {
  try {
    return (await run('npm', ['view', `${name}@${version}`, 'version', ...options], root)) === version
  } catch (error) {
    if (/E404/.test(String(error))) return false
    throw error
  }
}
