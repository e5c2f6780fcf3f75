// @ts-check
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pack, root } from '../shared/project.mjs'
import { closure, isPackage } from './packages.mjs'

/** The examples that can be copied. */
export const examples = readdirSync(join(root, 'examples')).filter((name) =>
  existsSync(join(root, 'examples', name, 'src/server.ts')),
)

/** What is made and not copied. */
const made = new Set(['node_modules', 'dist', '.turbo', '.tsbuildinfo'])

/**
 * Writes a copy of an example that needs nothing of this repository: with the packages as tarballs.
 *
 * @param {string} name
 * @param {string} directory must not be there
 */
export async function copyExample(name, directory) {
  const source = join(root, 'examples', name)
  cpSync(source, directory, { recursive: true, filter: (path) => !made.has(basename(path)) })
  const manifest = readJson(join(source, 'package.json'))
  const { dependencies, devDependencies } = manifest
  const needed = closure(Object.keys(dependencies).filter(isPackage))
  const forDevelopment = closure(Object.keys(devDependencies).filter(isPackage))
  const tarballs = join(directory, 'packages')
  mkdirSync(tarballs)
  const packed = await pack(tarballs, [...new Set([...needed, ...forDevelopment])])
  /** @type {(names: readonly string[]) => Record<string, string>} */
  const toFiles = (names) =>
    Object.fromEntries(names.map((each) => [each, `file:packages/${basename(packed[each] ?? '')}`]))

  const { exports: _, ...rest } = manifest
  writeJson(join(directory, 'package.json'), {
    ...rest,
    name: basename(directory).toLowerCase(),
    dependencies: { ...toVersions(dependencies), ...toFiles(needed) },
    devDependencies: {
      ...toVersions(devDependencies),
      ...toFiles(forDevelopment.filter((each) => !needed.includes(each))),
    },
  })
  writeJson(join(directory, 'tsconfig.json'), toOwnConfig(readJson(join(source, 'tsconfig.json'))))
  writeFileSync(join(directory, '.gitignore'), 'node_modules/\ndist/\n')
  const readme = join(directory, 'README.md')
  writeFileSync(readme, toOwnReadme(readFileSync(readme, 'utf8')))
}

/**
 * The versions of what is not ours.
 *
 * @param {Readonly<Record<string, string>>} dependencies
 */
function toVersions(dependencies) {
  const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  return Object.fromEntries(
    Object.entries(dependencies)
      .filter(([name]) => !isPackage(name))
      .map(([name, range]) => {
        if (range !== 'catalog:') return [name, range]
        const version = new RegExp(`^  "?${name}"?: (.+)$`, 'm').exec(workspace)?.[1]
        if (version === undefined) throw new Error(`${name} is not in the catalog`)
        return [name, version]
      }),
  )
}

/** A configuration that extends nothing. @param {any} config */
function toOwnConfig({ compilerOptions, include }) {
  const { compilerOptions: base } = readJson(join(root, 'tsconfig.base.json'))
  const { customConditions: _, composite: __, ...options } = base
  return { compilerOptions: { ...options, ...compilerOptions, incremental: true }, include }
}

/** The README without what is about this repository. @param {string} text */
function toOwnReadme(text) {
  return text
    .replace(/^pnpm install && pnpm run build .*$/m, 'npm install && npm run build')
    .replaceAll('pnpm start', 'npm start')
    .replaceAll('pnpm dev', 'npm run dev')
    .replace(/^1\. Copy [\s\S]*?\n(?=2\. )/m, '')
    .replaceAll(/^(\d)\. /gm, (_, number) => `${number - 1}. `)
    .replaceAll(/\[([^\]]*)\]\(\.\.\/\.\.\/[^)]*\)/g, '$1')
}

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** @type {(path: string, value: unknown) => void} */
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
