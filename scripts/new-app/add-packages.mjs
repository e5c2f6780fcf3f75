// @ts-check
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { closure, isPackage } from '../pack-for/packages.mjs'

/** The packages of ours that an app needs, with all that they need. @param {string} app its folder */
export function listNeeded(app) {
  const { dependencies, devDependencies } = readManifest(app)
  return closure(Object.keys({ ...dependencies, ...devDependencies }).filter(isPackage))
}

/**
 * Puts packages into an app as files, since they are not on npm. npm takes what is a dependency of the app for those that
 * others need; pnpm and yarn look in the registry, unless their configuration says where each of them is.
 *
 * @param {string} app its folder
 * @param {Readonly<Record<string, string>>} tarballs paths by name; those that the app does not need are left out
 */
export function addPackages(app, tarballs) {
  const { dependencies, devDependencies, ...manifest } = readManifest(app)
  const direct = closure(Object.keys(dependencies).filter(isPackage))
  mkdirSync(join(app, 'packages'), { recursive: true })
  /** @type {Record<string, string>} */
  const files = {}
  for (const name of listNeeded(app)) {
    const tarball = tarballs[name] ?? ''
    const file = join('packages', basename(tarball))
    if (tarball !== join(app, file)) copyFileSync(tarball, join(app, file))
    files[name] = `file:./packages/${basename(tarball)}`
  }
  const forUse = Object.fromEntries(direct.map((name) => [name, files[name]]))
  const forDevelopment = Object.fromEntries(Object.entries(files).filter(([name]) => !direct.includes(name)))
  const text = {
    ...manifest,
    dependencies: { ...dependencies, ...forUse },
    devDependencies: { ...devDependencies, ...forDevelopment },
    resolutions: files,
  }
  writeFileSync(join(app, 'package.json'), `${JSON.stringify(text, null, 2)}\n`)
  const overrides = Object.entries(files).map(([name, file]) => `  "${name}": ${file}\n`)
  writeFileSync(join(app, 'pnpm-workspace.yaml'), `overrides:\n${overrides.join('')}`)
}

/** @param {string} app */
const readManifest = (app) => JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))
