import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { adapters, countLines, packages, readFiles, root } from './support/packages.js'

/** The size of a bundle for the browser, minified and compressed, in bytes. */
async function bundle(name: string, what = '*'): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export ${what} from '@signalr-events/${name}'`, resolveDir: `${root}/test` },
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'browser' },
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

it('core and all that it needs stays below 7.25 kB', async () => {
  expect(await bundle('core')).toBeLessThan(7.25 * 1024)
})

it('a receiver stays below 6.75 kB', async () => {
  expect(await bundle('core', '{ createWebhook, sharedKey }')).toBeLessThan(6.75 * 1024)
})

it('one function alone stays below 0.5 kB', async () => {
  // Core is one file: what it does when it is loaded stays, with all that it uses, unless it is marked as pure.
  expect(await bundle('core', '{ every }')).toBeLessThan(0.5 * 1024)
})

it('the schemas with Zod stay below 7 kB', async () => {
  expect(await bundle('core/schemas')).toBeLessThan(7 * 1024)
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
