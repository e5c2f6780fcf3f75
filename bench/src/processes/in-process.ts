import { azure } from '../contenders/azure.js'
import { checkWork } from '../contenders/check.js'
import type { Contender } from '../contenders/contender.js'
import { listContenders } from '../contenders/contenders.js'
import { webhook } from '../contenders/webhook.js'
import { createSlice } from '../cpu.js'
import { createDeliveries, createDelivery, type Delivery, type Shape } from '../deliveries.js'
import { type Pair, runPairs, type Slice } from '../pairs.js'
import type { Scale } from '../scale.js'
import { answer, readTask } from './ask.js'

// Measures deliveries of one shape, in a process that has seen no other.

/** What this process is asked for. */
export interface InProcessTask {
  readonly shape: Shape
  readonly scale: Scale
}

const { shape, scale } = readTask<InProcessTask>()
/** Those that have budgets. */
const budgeted: readonly string[] = ['core', 'core, async handlers', webhook.name, azure.name]
const timing = { ms: scale.sliceMs, warmMs: scale.warmMs }

function cycle(deliveries: readonly Delivery[], take: (delivery: Delivery) => unknown): () => unknown {
  let next = 0
  return () => {
    const delivery = deliveries[next++ % deliveries.length]
    return delivery && take(delivery)
  }
}

function sliceOf({ create, isAsync }: Contender, of: Shape = shape): Promise<Slice> {
  const handler = isAsync ? async () => {} : () => {}
  return createSlice(cycle(createDeliveries(of), create(handler)), of.events, timing)
}

async function listPairs(): Promise<Pair[]> {
  const deliveries = createDeliveries(shape)
  const parse = await createSlice(
    cycle(deliveries, ({ text }) => JSON.parse(text)),
    shape.events,
    timing,
  )
  const slices = new Map<string, Slice>()
  for (const contender of await listContenders(shape.format)) {
    if (scale.budgetsOnly && !budgeted.includes(contender.name)) continue
    await checkWork(contender, createDelivery(shape, 0))
    slices.set(contender.name, await sliceOf(contender))
  }
  const [ours, whole] = ['core', webhook.name].map((name) => slices.get(name) ?? parse) as [Slice, Slice]
  const pairs = [...slices].map(([id, slice]) => ({ id, slice, base: parse }))
  if (!scale.budgetsOnly) {
    pairs.push({ id: 'JSON.parse against itself', slice: parse, base: parse })
    pairs.push({ id: 'core against itself', slice: ours, base: ours })
  }
  const theirs = slices.get(azure.name)
  if (theirs !== undefined) pairs.push({ id: `${azure.name}/core`, slice: theirs, base: ours })
  if (shape.events === 5000)
    pairs.push({ id: '5000/10', slice: whole, base: await sliceOf(webhook, { ...shape, events: 10 }) })
  return pairs
}

answer([...(await runPairs(await listPairs(), scale.rounds, scale.seconds.inProcess))])
