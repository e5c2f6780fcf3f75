import { readdirSync, readFileSync } from 'node:fs'
import { packages, readPackage, root, adapters as rows } from '../../scripts/shared/packages.mjs'

export { packages, root } from '../../scripts/shared/packages.mjs'

/** The adapters of frameworks. */
export const adapters: readonly string[] = Object.keys(rows)

/** The entries of all packages: the source file, relative to the root, by import specifier without the scope. */
export function listEntries(): ReadonlyMap<string, string> {
  return new Map(
    packages.flatMap((name) =>
      Object.entries(readPackage(name).exports).flatMap(([path, target]): [string, string][] => {
        if (typeof target === 'string') return []
        return [[`${name}${path.slice(1)}`, `packages/${name}/${target['@signalr-events/source']?.slice(2)}`]]
      }),
    ),
  )
}

/** Parses a JSON file of a package. */
export function readJson(name: string, file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`${root}/packages/${name}/${file}`, 'utf8'))
}

/** The text of the files in the directory of a package, by path. */
export function readFiles(
  name: string,
  directory: 'src' | 'dist',
  ending: string,
): [path: string, text: string][] {
  const base = `${root}/packages/${name}/${directory}`
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => [path, readFileSync(`${base}/${path}`, 'utf8')])
}

/** Lines that are neither blank nor comment. */
export function countLines(text: string): number {
  return text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line)).length
}
