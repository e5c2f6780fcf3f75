import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toDigits } from '../report/format.js'
import type { Section } from '../section.js'
import { type Spread, toExact } from '../spread.js'

const adapters = ['express', 'koa', 'hono', 'node'].map((name) => `@signalr-events/${name}`)
const packages = [...adapters, '@azure/eventgrid', 'cloudevents', '@azure/web-pubsub-express', 'zod']

const here = fileURLToPath(new URL('../..', import.meta.url))

/** Measures the files of a package and its dependencies in `node_modules`, without peers. */
export function measureInstall(): Section {
  const figures = new Map<string, Spread>()
  const rows: string[][] = []
  for (const name of packages) {
    const directory = find(name, here)
    if (directory === undefined) continue
    const closure = collect(directory, new Set())
    const total = [...closure].reduce((sum, each) => sum + weigh(each), 0)
    figures.set(`install.${name}`, toExact(total))
    rows.push([name, toDigits(total / 1024), toDigits(weigh(directory) / 1024), String(closure.size)])
  }
  return {
    title: 'Install weight',
    method:
      'The files of a package and of everything that it depends on, without peers: frameworks, and Zod.',
    tables: [{ title: 'Files in node_modules', head: ['', 'KB', 'of them its own', 'packages'], rows }],
    charts: [],
    figures,
  }
}

interface Manifest {
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
}

function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
}

/** Finds the directory of a package as Node does, with links resolved. */
function find(name: string, from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate)
    if (directory === dirname(directory)) return undefined
  }
}

function collect(directory: string, closure: Set<string>): Set<string> {
  if (closure.has(directory)) return closure
  closure.add(directory)
  for (const name of Object.keys(readManifest(directory).dependencies ?? {})) {
    const dependency = find(name, directory)
    if (dependency !== undefined) collect(dependency, closure)
  }
  return closure
}

/** The bytes of the files of a package. Of our packages, only published files count. */
function weigh(directory: string): number {
  const isOurs = !directory.includes('node_modules')
  const names = isOurs
    ? [...(readManifest(directory).files ?? []), 'package.json', 'README.md']
    : readdirSync(directory)
  return names.reduce((sum, name) => sum + weighFile(join(directory, name)), 0)
}

function weighFile(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() === true) return stat.size
  if (stat?.isDirectory() !== true || path.endsWith('node_modules')) return 0
  return readdirSync(path).reduce((sum, name) => sum + weighFile(join(path, name)), 0)
}
