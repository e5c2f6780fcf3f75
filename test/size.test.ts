import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { adapters as rows } from '../scripts/shared/packages.mjs'
import { adapters, countLines, packages, readFiles, readJson, root } from './support/packages.js'

/** The size of a bundle for the browser, minified and compressed, in bytes. */
async function bundle(name: string, what = '*', external: string[] = []): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export ${what} from '@signalr-events/${name}'`,
      resolveDir: `${root}/packages/${name.split('/')[0]}`,
    },
    ...{
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      external: ['node:*', ...external],
    },
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

/** The size limit of an entry with all its dependencies, in kB. */
const limits: Readonly<Record<string, number>> = {
  core: 9.3,
  'core/schemas': 6.7,
  dedupe: 4.1,
  presence: 12.3,
  queue: 10.7,
  redis: 2.8,
  entra: 11,
}
/** Entries that are measured without a dependency that users already have, or are for tests and shells only. */
const elsewhere = [
  ...['management', 'otel', 'testing', 'simulator', 'cli', 'emulator'],
  'create-signalr-events',
]

it('every package has a limit', () => {
  const limited = [...Object.keys(limits), ...adapters, ...elsewhere]
  expect(packages.filter((name) => !limited.includes(name))).toEqual([])
})

it.each(Object.entries(limits))('%s with its dependencies stays below %d kB', async (entry, kB) => {
  expect(await bundle(entry)).toBeLessThan(kB * 1024)
})

it('management stays below 6 kB without jose', async () => {
  expect(await bundle('management', '*', ['jose'])).toBeLessThan(6 * 1024)
})

it('otel stays below 5 kB without OpenTelemetry and core, and its health below 2.5 kB', async () => {
  const core = ['@signalr-events/core', '@signalr-events/core/failures']
  expect(await bundle('otel', '*', ['@opentelemetry/api', ...core])).toBeLessThan(5 * 1024)
  expect(await bundle('otel/health')).toBeLessThan(2.5 * 1024)
})

it('a receiver stays below 8.8 kB', async () => {
  expect(await bundle('core', '{ createWebhook, sharedKey }')).toBeLessThan(8.8 * 1024)
})

it('one function alone stays below 0.75 kB', async () => {
  // Core is one file. Bundlers keep its side effects at import, and all code that they use, unless marked as pure.
  expect(await bundle('core', '{ sharedKey }')).toBeLessThan(0.75 * 1024)
})

it.each(Object.entries(rows))('%s adds at most its limit to core', async (name, { maxBytes = 1024 }) => {
  expect((await bundle(name)) - (await bundle('core'))).toBeLessThan(maxBytes)
})

it.each(adapters)('the adapter of %s has at most 40 lines of code', (name) => {
  const [main] = readFiles(name, 'src', 'index.ts')
  expect(countLines(main?.[1] ?? '')).toBeLessThanOrEqual(40)
})

it.each(packages)('files of %s are small', (name) => {
  const files = readFiles(name, 'src', '.ts').filter(([path]) => path !== 'samples.ts')
  for (const [path, text] of files) expect(countLines(text), path).toBeLessThanOrEqual(200)
})

/** The files that run handlers: the part of core that is hardest to understand. */
const engineRoom = ['abort', 'compose', 'context', 'dispatch', 'locks', 'middleware', 'pacer', 'run']

it("core's engine room has at most 451 lines of code, counters for stats and hooks for deliveries included", () => {
  const files = readFiles('core', 'src', '.ts').filter(([path]) =>
    engineRoom.includes(path.replace('.ts', '')),
  )
  expect(files).toHaveLength(engineRoom.length)
  expect(files.reduce((sum, [, text]) => sum + countLines(text), 0)).toBeLessThanOrEqual(451)
})

/** The dependencies of each package: ours by the names of their directories. */
const installs: Readonly<Record<string, readonly string[]>> = {
  core: [],
  dedupe: ['core'],
  presence: ['core'],
  queue: ['core'],
  redis: ['dedupe', 'presence'],
  entra: ['core', 'jose'],
  otel: ['core'],
  management: ['jose'],
  emulator: ['@msgpack/msgpack', 'jose', 'ws'],
  testing: ['core', 'dedupe', 'presence'],
  simulator: ['core', 'testing'],
  cli: ['core', 'emulator', 'simulator', 'testing', 'commander'],
  // What `npm create` installs each time before it asks anything.
  'create-signalr-events': [],
}

it.each(packages)('%s has exactly the decided dependencies', (name) => {
  const { dependencies = {} } = readJson(name, 'package.json')
  const names = Object.keys(dependencies as object).map((each) => each.replace('@signalr-events/', ''))
  const decided = adapters.includes(name) ? toAdapter(names) : (installs[name] ?? expect.fail('not decided'))
  expect(names.sort()).toEqual([...decided].sort())
})

/** An adapter depends on core, and on at most one more package. */
const toAdapter = (names: readonly string[]) => [
  'core',
  ...['node', 'fetch'].filter((base) => names.includes(base)).slice(0, 1),
]
