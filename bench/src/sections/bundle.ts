import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { toDigits } from '../report/format.js'
import type { Section } from '../section.js'
import { type Spread, toExact } from '../spread.js'

/** Import statements, by the name of the row. */
const imports: readonly (readonly [name: string, code: string])[] = [
  ['@signalr-events/core', "export * from '@signalr-events/core'"],
  ['@signalr-events/core, createWebhook alone', "export { createWebhook } from '@signalr-events/core'"],
  ['@signalr-events/hono', "export { signalrEvents } from '@signalr-events/hono'"],
  ['@signalr-events/dedupe', "export * from '@signalr-events/dedupe'"],
  ['@azure/eventgrid, EventGridDeserializer', "export { EventGridDeserializer } from '@azure/eventgrid'"],
  ['cloudevents, HTTP', "export { HTTP } from 'cloudevents'"],
  ['@azure/web-pubsub-express', "export * from '@azure/web-pubsub-express'"],
  ['zod, export *', "export * from 'zod'"],
]

/** Measures the bundle of an import for the browser, minified and compressed. */
export async function measureBundle(): Promise<Section> {
  const figures = new Map<string, Spread>()
  for (const [name, code] of imports) {
    const size = await bundle(code).catch(() => undefined)
    if (size !== undefined) figures.set(`bundle.${name}`, toExact(size))
  }
  const sizes = [...figures].map(
    ([name, { median }]) => [name.slice('bundle.'.length), median / 1024] as const,
  )
  return {
    title: 'Bundle weight',
    method: 'Bundled by esbuild for the browser, minified, `gzip -9`.',
    tables: [
      {
        title: 'Compressed bundles',
        head: ['', 'KB'],
        rows: sizes.map(([name, size]) => [name, toDigits(size)]),
      },
    ],
    charts: [
      {
        name: 'bundle',
        title: 'Compressed bundle',
        unit: 'KB',
        bars: sizes.map(([label, size]) => ({
          label,
          value: toExact(size),
          isOurs: label.startsWith('@signalr-events/'),
        })),
      },
    ],
    figures,
  }
}

async function bundle(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: [
      'node:*',
      'util',
      'url',
      'process',
      'os',
      'http',
      'https',
      'crypto',
      'buffer',
      'stream',
      'events',
    ],
    logLevel: 'silent',
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}
