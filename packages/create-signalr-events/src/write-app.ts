import { randomBytes } from 'node:crypto'
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
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Choices, Manager } from './choices.js'
import { toCommandsOf, toDockerfileOf } from './commands.js'
import { toPackageName } from './folder.js'

/** One folder for each framework, written by the build from the examples. */
const templates = fileURLToPath(new URL('./templates', import.meta.url))

/**
 * Writes the app.
 *
 * @returns its name in package.json
 */
export function writeApp({ framework, store, manager }: Choices, directory: string): string {
  makeFolder(directory)
  cpSync(join(templates, framework), directory, { recursive: true })
  restoreNames(directory)
  chooseStore(directory, store)
  for (const file of ['README.md', '.env.example', 'compose.yaml'])
    edit(join(directory, file), (text) => toCommandsOf(manager, text))
  edit(join(directory, 'Dockerfile'), (text) => toDockerfileOf(manager, text))
  writeKey(directory)
  writeSettings(directory, manager)
  return writeName(directory)
}

/** With its parents. Node's `recursive` never returns where nothing can be created, such as in /proc. */
function makeFolder(directory: string): void {
  if (existsSync(directory)) return
  makeFolder(dirname(directory))
  mkdirSync(directory)
}

/** npm leaves out or renames some files that begin with a dot, so a package holds them as `_gitignore`. */
function restoreNames(directory: string): void {
  for (const path of listFiles(directory))
    if (/(^|[\\/])_[^\\/]+$/.test(path))
      renameSync(join(directory, path), join(directory, path.replace(/_([^\\/]+)$/, '.$1')))
}

/** A file such as compose.memory.yaml replaces compose.yaml if the app has no Redis. */
function chooseStore(directory: string, store: Choices['store']): void {
  for (const path of listFiles(directory)) {
    if (!path.includes('.memory.')) continue
    if (store === 'memory') renameSync(join(directory, path), join(directory, path.replace('.memory.', '.')))
    else rmSync(join(directory, path))
  }
}

/** Settings for development: those of the example, with a key that nobody else has. */
function writeKey(directory: string): void {
  const example = readFileSync(join(directory, '.env.example'), 'utf8')
  const key = randomBytes(32).toString('base64url')
  const text = example.replace(/^EVENTS_KEY=.*$/m, `EVENTS_KEY=${key}`)
  if (text === example) throw new Error('.env.example has no EVENTS_KEY')
  writeFileSync(join(directory, '.env'), text, { mode: 0o600 })
}

function writeSettings(directory: string, manager: Manager): void {
  if (manager !== 'yarn') return
  // dev.js starts programs by their paths.
  writeFileSync(join(directory, '.yarnrc.yml'), 'nodeLinker: node-modules\n')
  // Yarn 2 and later look for a project in the folders above, unless this file is in the same folder.
  if (!existsSync(join(directory, 'yarn.lock'))) writeFileSync(join(directory, 'yarn.lock'), '')
}

function writeName(directory: string): string {
  const path = join(directory, 'package.json')
  const { name: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8'))
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  const name = toPackageName(directory, dependencies)
  writeFileSync(path, `${JSON.stringify({ name, ...manifest }, null, 2)}\n`)
  return name
}

function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
    .filter((path) => !/^\.git[\\/]/.test(path))
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}
