import { readdirSync } from 'node:fs'
import { root } from './packages.js'

const folders = ['packages', 'internal', 'demo', 'bench', 'scripts', 'examples', 'test']
const generated = /(^|\/)(node_modules|dist|packed|\.turbo|\.vitepress\/cache|site\/content)\//

/** The paths of all source files of the repository, relative to its root. */
export function listSources(): string[] {
  return folders.flatMap(listFiles).filter((path) => /\.(ts|mts|cts|tsx|mjs|js)$/.test(path))
}

/** The paths of all files with text or code, relative to the root: sources, pages, templates and workflows. */
export function listTexts(): string[] {
  const pages = readdirSync(root).filter((path) => /\.(md|ts|yaml)$/.test(path))
  return [
    ...pages,
    ...[...folders, 'docs', 'site', '.github', '.changeset', '.ci'].flatMap(listFiles),
  ].filter((path) => /\.(md|[cm]?[jt]sx?|html|css|lua|ya?ml)$|^\.ci\/run$/.test(path))
}

function listFiles(folder: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter((path) => !generated.test(path))
    .sort()
}
