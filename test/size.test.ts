import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { adapters, countLines, packages, readFiles, readJson, root } from './support/packages.js'

/** The size of a bundle for the browser, minified and compressed, in bytes. */
async function bundle(name: string, what = '*', external: string[] = []): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export ${what} from '@signalr-events/${name}'`, resolveDir: `${root}/test` },
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

it.each([
  ['core', 8.6],
  ['core/schemas', 7],
  ['dedupe', 4.5],
  ['redis', 2.6],
  ['entra', 11],
])('%s and all that it needs stays below %d kB', async (entry, kB) => {
  expect(await bundle(entry)).toBeLessThan(kB * 1024)
})

it('management stays below 6 kB without jose', async () => {
  expect(await bundle('management', '*', ['jose'])).toBeLessThan(6 * 1024)
})

it('a receiver stays below 8.2 kB', async () => {
  expect(await bundle('core', '{ createWebhook, sharedKey }')).toBeLessThan(8.2 * 1024)
})

it('one function alone stays below 0.8 kB', async () => {
  // Core is one file: what it does when it is loaded stays, with all that it uses, unless it is marked as pure.
  expect(await bundle('core', '{ sharedKey }')).toBeLessThan(0.8 * 1024)
})

it.each(adapters)('%s adds less than 1 kB to core', async (name) => {
  expect((await bundle(name)) - (await bundle('core'))).toBeLessThan(1024)
})

it.each(adapters)('the adapter of %s has at most 40 lines of code', (name) => {
  const [main] = readFiles(name, 'src', 'index.ts')
  expect(countLines(main?.[1] ?? '')).toBeLessThanOrEqual(40)
})

it.each(packages)('files of %s are small', (name) => {
  const files = readFiles(name, 'src', '.ts').filter(([path]) => path !== 'samples.ts')
  for (const [path, text] of files) expect(countLines(text), path).toBeLessThanOrEqual(200)
})

/** What each package makes its users install: of ours by the names of their directories. */
const installs: Readonly<Record<string, readonly string[]>> = {
  core: [],
  node: ['core'],
  express: ['core', 'node'],
  koa: ['core', 'node'],
  hono: ['core'],
  dedupe: ['core'],
  presence: ['core'],
  redis: ['dedupe', 'presence'],
  entra: ['core', 'jose'],
  management: ['jose'],
  emulator: ['@msgpack/msgpack', 'jose', 'ws'],
  testing: ['core', 'dedupe'],
  simulator: ['core', 'testing'],
  cli: ['core', 'simulator', 'testing', 'commander'],
}

it.each(packages)('%s makes its users install no more than was decided', (name) => {
  const { dependencies = {} } = readJson(name, 'package.json')
  const names = Object.keys(dependencies as object).map((each) => each.replace('@signalr-events/', ''))
  expect(names.sort()).toEqual([...(installs[name] ?? [])].sort())
})
