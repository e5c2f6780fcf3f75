import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { DeliveryContext } from '../../../packages/core/src/context.js'
import type { Cutoff } from '../../../packages/core/src/cutoff.js'
import type { decode } from '../../../packages/core/src/decode.js'
import type { toDelivery, unknownHead } from '../../../packages/core/src/delivery.js'
import type { createDispatcher } from '../../../packages/core/src/dispatch.js'
import type { parseJson } from '../../../packages/core/src/json.js'
import type { createWebhook } from '../../../packages/core/src/webhook.js'

/** Core with its stages, which it does not export. */
export interface Core {
  readonly parseJson: typeof parseJson
  readonly decode: typeof decode
  readonly createDispatcher: typeof createDispatcher
  readonly Cutoff: typeof Cutoff
  readonly DeliveryContext: typeof DeliveryContext
  readonly toDelivery: typeof toDelivery
  readonly unknownHead: typeof unknownHead
  readonly createWebhook: typeof createWebhook
}

/** Bundled from the source, as the package is: of that, only what it exports can be reached. */
export async function loadCore(): Promise<Core> {
  const directory = await mkdtemp(join(tmpdir(), 'signalr-events-'))
  const outfile = join(directory, 'core.mjs')
  const files = ['json', 'decode', 'delivery', 'context', 'dispatch', 'cutoff', 'webhook']
  try {
    await build({
      stdin: {
        contents: files.map((file) => `export * from './${file}.js'`).join('\n'),
        loader: 'ts',
        resolveDir: fileURLToPath(new URL('../../../packages/core/src', import.meta.url)),
      },
      ...{ outfile, bundle: true, format: 'esm', platform: 'neutral', target: 'es2022' },
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    await rm(directory, { recursive: true })
  }
}
