// @ts-check
import { basename } from 'node:path'
import { packages, readPackage } from '../shared/packages.mjs'

const names = new Set(packages.map((folder) => readPackage(folder).name))

/** Whether a name is that of a published package. @param {string} name */
export const isPackage = (name) => names.has(name)

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
    const { dependencies = {} } = readPackage(basename(name))
    for (const dependency of Object.keys(dependencies)) if (isPackage(dependency)) visit(dependency)
    found.add(name)
  }
  names.forEach(visit)
  return [...found]
}
