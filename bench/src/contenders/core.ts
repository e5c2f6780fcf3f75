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
import type { Delivery } from '../deliveries.js'
import type { Contender, Handler } from './contender.js'

/** The stages of core that deal with events, which it does not export. */
interface Stages {
  readonly parseJson: typeof parseJson
  readonly decode: typeof decode
  readonly createDispatcher: typeof createDispatcher
  readonly Cutoff: typeof Cutoff
  readonly DeliveryContext: typeof DeliveryContext
  readonly toDelivery: typeof toDelivery
  readonly unknownHead: typeof unknownHead
}

/** Our work on the events themselves: to parse, check and hand them out. What others do is not more than that. */
export async function loadCore(): Promise<{ readonly core: Contender; readonly coreAsync: Contender }> {
  const stages = await loadStages()
  const create = (handler: Handler) => toTake(stages, handler)
  const formats = ['eventgrid', 'cloudevents', 'binary'] as const
  return {
    core: { name: 'core', formats, isAsync: false, create },
    coreAsync: { name: 'core, async handlers', formats, isAsync: true, create },
  }
}

/** Bundled from the source, as the package is: of that, only what it exports can be reached. */
async function loadStages(): Promise<Stages> {
  const directory = await mkdtemp(join(tmpdir(), 'signalr-events-'))
  const outfile = join(directory, 'stages.mjs')
  const files = ['json', 'decode', 'delivery', 'context', 'dispatch', 'cutoff']
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

function toTake(
  { parseJson, decode, createDispatcher, Cutoff, DeliveryContext, toDelivery, unknownHead }: Stages,
  handler: Handler,
): (delivery: Delivery) => unknown {
  const dispatcher = createDispatcher<undefined>(
    ({ connectionId }) => handler(connectionId),
    64,
    (error) => {
      throw error
    },
  )
  return ({ headers, text }) => {
    const header = (name: string) => headers[name]
    const { schema = 'eventgrid', events } = decode(parseJson(text), {
      method: 'POST',
      url: '/',
      native: undefined,
      header,
    })
    const cutoff = new Cutoff(0)
    return dispatcher.dispatch(
      new DeliveryContext(toDelivery(unknownHead, schema), events, undefined, cutoff),
      cutoff,
    )
  }
}
