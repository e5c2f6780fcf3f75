import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { listFoundations } from '../scripts/shared/packages.mjs'
import { adapters, packages, root } from './support/packages.js'

// Finding and reading a module costs more than running it, so packages consist of few files.

const hooks = `
  import { writeSync } from 'node:fs'
  export async function load(url, context, next) {
    writeSync(1, url + '\\n')
    return next(url, context)
  }`
const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
const register = asUrl(`import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))})`)

/** How many files of each package Node loads. Our packages have the names of their folders. */
function countFiles(directory: string, ...args: string[]): Record<string, number> {
  const output = execFileSync(process.execPath, ['--import', register, ...args], {
    cwd: directory,
    encoding: 'utf8',
  })
  const counts: Record<string, number> = {}
  for (const [, path = ''] of output.matchAll(/^file:.*\/(?:packages|node_modules)\/(.*)$/gm)) {
    const [name = ''] = path.split('/')
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

const countImported = (entry: string) =>
  countFiles(
    `${root}/packages/${entry.split('/')[0]}`,
    ...['--input-type=module', '-e', `await import('@signalr-events/${entry}')`],
  )

// An entry, and the file that it shares with each of the two others.
const core = 3

/** The number of files that an entry loads. Each adapter and each package below it is one file. */
const loaded: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  core: { core },
  'core/failures': { core: 2 },
  ...Object.fromEntries(
    adapters.map((name) => [name, Object.fromEntries([name, ...listFoundations(name)].map(toCount))]),
  ),
  dedupe: { core, dedupe: 1 },
  // Code that both entries need is in a separate file.
  'otel/health': { otel: 2 },
  presence: { core, presence: 1 },
  queue: { core, queue: 1 },
  redis: { redis: 2 },
}
/** Packages with third-party dependencies, or for tests and shells only. */
const elsewhere = [
  ...['entra', 'otel', 'management', 'testing', 'simulator', 'cli', 'emulator'],
  'create-signalr-events',
]

function toCount(name: string): [string, number] {
  return [name, name === 'core' ? core : 1]
}

it('every package is on the list', () => {
  const listed = [...Object.keys(loaded), ...elsewhere]
  expect(packages.filter((name) => !listed.includes(name))).toEqual([])
})

it.each(Object.entries(loaded))('importing %s loads %o', (entry, files) => {
  expect(countImported(entry)).toEqual(files)
})

it('the schemas alone load Zod', () => {
  expect(countImported('core/schemas')).toMatchObject({ core: 2, zod: expect.any(Number) })
})

it('signalr-events --help loads only durations of the simulator', () => {
  const { cli, commander, ...others } = countFiles(root, 'packages/cli/dist/main.js', '--help')
  expect(others).toEqual({ simulator: 2 })
})
