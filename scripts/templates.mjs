// @ts-check
// Writes the templates of create-signalr-events into its build: each example as an app that needs nothing of this
// repository, with all of examples/template. What npm would leave out or rename, such as .gitignore, is named _gitignore
// there, and create-signalr-events names it back. A file such as compose.memory.yaml replaces compose.yaml in an app
// without Redis.

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { isPackage } from './pack-for/packages.mjs'
import { readPackage, root } from './shared/packages.mjs'
import { mapLinks, readAddress, toAbsoluteLinks } from './shared/publication.mjs'

const examples = readdirSync(join(root, 'examples')).filter((name) =>
  existsSync(join(root, 'examples', name, 'src/server.ts')),
)
/** What is made and not copied. */
const made = new Set(['node_modules', 'dist', '.turbo', '.tsbuildinfo'])
const templates = join(root, 'packages/create-signalr-events/dist/templates')

/**
 * @param {string} example
 * @param {string} directory
 */
function writeTemplate(example, directory) {
  const source = join(root, 'examples', example)
  const filter = (/** @type {string} */ path) => !made.has(basename(path))
  mkdirSync(directory, { recursive: true })
  cpSync(source, directory, { recursive: true, filter })
  cpSync(join(root, 'examples/template'), directory, { recursive: true, filter })
  writeJson(join(directory, 'package.json'), toOwnManifest(readJson(join(source, 'package.json'))))
  writeJson(join(directory, 'tsconfig.json'), toOwnConfig(readJson(join(source, 'tsconfig.json'))))
  const readme = join(directory, 'README.md')
  writeFileSync(readme, toOwnReadme(readFileSync(readme, 'utf8'), `examples/${example}`))
  renameDotFiles(directory)
}

/** A manifest with versions from npm, and with tests. @param {any} manifest */
function toOwnManifest({ engines, dependencies, devDependencies }) {
  return {
    name: 'my-app',
    private: true,
    type: 'module',
    engines,
    scripts: {
      build: 'tsc -b',
      dev: 'node dev.js',
      start: 'node --env-file=.env dist/server.js',
      test: 'tsc -b && node --test',
    },
    dependencies: toVersions(dependencies),
    devDependencies: toVersions({ ...devDependencies, '@signalr-events/testing': 'workspace:^' }),
  }
}

/** @param {Readonly<Record<string, string>>} dependencies */
function toVersions(dependencies) {
  const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  /** @type {(name: string, range: string) => string} */
  const toVersion = (name, range) => {
    if (isPackage(name)) return `^${readPackage(basename(name)).version}`
    if (range !== 'catalog:') return range
    const version = new RegExp(`^  "?${name}"?: (.+)$`, 'm').exec(workspace)?.[1]
    if (version === undefined) throw new Error(`${name} is not in the catalog`)
    return version
  }
  const entries = Object.entries(dependencies).map(([name, range]) => [name, toVersion(name, range)])
  return Object.fromEntries(entries.sort())
}

/** A configuration that extends nothing. An app needs no declarations. @param {any} config */
function toOwnConfig({ compilerOptions, include }) {
  const { compilerOptions: base } = readJson(join(root, 'tsconfig.base.json'))
  const {
    customConditions: _,
    composite: __,
    declaration: ___,
    isolatedDeclarations: ____,
    ...options
  } = base
  return { compilerOptions: { ...options, ...compilerOptions, incremental: true }, include }
}

/** What an app has in addition to the example. */
const more = `| \`test/\` | What \`npm test\` runs: it delivers events to the app, as Event Grid does. |
| \`Dockerfile\`, \`compose.yaml\` | The app in containers. |
| \`infra/\` | The app and all that it needs in Azure, in Bicep and in Terraform. |
`
const settings = 'Settings come from `.env`, which git ignores, or from the environment, which comes first.'

/**
 * The README without what is about this repository, to which its links lead.
 *
 * @param {string} text
 * @param {string} folder
 */
function toOwnReadme(text, folder) {
  const own = text
    .replace('At the root of the repository:\n\n', '')
    .replace('npx -y pnpm@10.34.9 build', 'npm install')
    .replace(/npx -y pnpm@10.34.9 --dir \S+ dev/, 'npm run dev')
    .replace('start the server, in this folder:', 'build and start the server:')
    .replace('EVENTS_KEY=secret node dist/server.js', 'npm run build\nEVENTS_KEY=secret npm start')
    .replace(/(\| `dev\.js` .*\n)/, `$1${more}`)
    .replace(/^\| Variable /m, `${settings}\n\n$&`)
    .replace('## Use it as a template', '## What to change')
    .replace(/^1\. Copy [\s\S]*?\n(?=2\. )/m, '')
    .replaceAll(/^(\d)\. /gm, (_, number) => `${number - 1}. `)
  return alignTables(toOwnLinks(own, folder))
}

/**
 * Links that lead to the repository, or their text alone as long as its address is not known.
 *
 * @param {string} text
 * @param {string} folder
 */
function toOwnLinks(text, folder) {
  const address = findAddress()
  if (address !== undefined) return toAbsoluteLinks(text, folder, address)
  const withoutTargets = mapLinks(text, (link) => (link.startsWith('../') ? '' : link))
  return withoutTargets.replaceAll(/\[([^\]]*)\]\(\)/g, '$1')
}

/** @param {string} text */
function alignTables(text) {
  return text.replaceAll(/(?:^\|.*\|\n)+/gm, (table) => {
    const rows = table
      .trim()
      .split('\n')
      .map((line) => line.slice(2, -2).split(/ +\| +/))
    const widths = rows[0]?.map((_, i) =>
      Math.max(...rows.map((row) => (/^-+$/.test(row[i] ?? '') ? 0 : (row[i] ?? '').length))),
    )
    const toCell = (/** @type {string} */ cell, /** @type {number} */ i) =>
      /^-+$/.test(cell) ? '-'.repeat(widths?.[i] ?? 0) : cell.trim().padEnd(widths?.[i] ?? 0)
    return `${rows.map((row) => `| ${row.map(toCell).join(' | ')} |`).join('\n')}\n`
  })
}

/** The public address of the repository, if it is known. */
function findAddress() {
  try {
    return readAddress()
  } catch {
    return undefined
  }
}

/** @param {string} directory */
function renameDotFiles(directory) {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const { name, parentPath } = entry
    if (!entry.isFile() || !/^[._]/.test(name)) continue
    if (name.startsWith('_')) throw new Error(`${name} would be named .${name.slice(1)} in an app`)
    renameSync(join(parentPath, name), join(parentPath, `_${name.slice(1)}`))
  }
}

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** @type {(path: string, value: unknown) => void} */
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)

rmSync(templates, { recursive: true, force: true })
for (const example of examples) writeTemplate(example, join(templates, example))
