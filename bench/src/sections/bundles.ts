import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { type Section, Table } from '../figures.js'

const exports: Readonly<Record<string, string>> = {
  '@signalr-events/core': "* from '@signalr-events/core'",
  '@signalr-events/core, createWebhook alone': "{ createWebhook } from '@signalr-events/core'",
  '@signalr-events/hono': "{ signalrEvents } from '@signalr-events/hono'",
  '@signalr-events/dedupe': "* from '@signalr-events/dedupe'",
  '@signalr-events/presence': "* from '@signalr-events/presence'",
  '@azure/eventgrid, EventGridDeserializer': "{ EventGridDeserializer } from '@azure/eventgrid'",
  'cloudevents, HTTP': "{ HTTP } from 'cloudevents'",
  '@azure/web-pubsub-express': "* from '@azure/web-pubsub-express'",
  zod: "* from 'zod'",
}

/** Measures the bundle of an import. */
export async function measureBundles(): Promise<Section> {
  const table = new Table('Compressed bundles', { file: 'bundle', column: 'KB', unit: 'KB' })
  for (const [name, what] of Object.entries(exports)) {
    // What is optional may not be installed.
    const bytes = await bundle(`export ${what}`).catch(() => undefined)
    if (bytes !== undefined) table.set(name, 'KB', bytes / 1024)
  }
  const method = 'Bundled by esbuild for the browser, minified, `gzip -9`.'
  return { title: 'Bundles', method, tables: [table] }
}

async function bundle(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
    external: ['node:*', ...builtinModules],
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', logLevel: 'silent' },
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}
