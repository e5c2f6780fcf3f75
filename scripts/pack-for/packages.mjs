// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../shared/project.mjs'

const scope = '@signalr-events/'

/** @param {string} name */
const manifestPath = (name) => join(root, 'packages', basename(name), 'package.json')

/** Whether a name is that of a published package. @param {string} name */
export const isPackage = (name) => name.startsWith(scope) && existsSync(manifestPath(name))

/**
 * Packages with all packages of ours that they depend on, each behind those that it needs.
 *
 * @param {readonly string[]} names
 * @returns {string[]}
 */
export function closure(names) {
  /** @type {Set<string>} */
  const found = new Set()
  /** @type {(name: string) => void} */
  const visit = (name) => {
    if (found.has(name)) return
    const { dependencies = {} } = JSON.parse(readFileSync(manifestPath(name), 'utf8'))
    for (const dependency of Object.keys(dependencies)) if (isPackage(dependency)) visit(dependency)
    found.add(name)
  }
  names.forEach(visit)
  return [...found]
}
