import { azure } from '../contenders/azure.js'
import { putToWork } from '../contenders/check.js'
import type { Contender, Take } from '../contenders/contender.js'
import { listContenders, type Side } from '../contenders/contenders.js'
import { core, coreAsync, loadOurs, webhook } from '../contenders/ours.js'
import { createSlice } from '../cpu.js'
import { createDeliveries, createDelivery, type Delivery, type Shape } from '../deliveries.js'
import { type Pair, runPairs, type Slice } from '../pairs.js'
import type { Scale } from '../scale.js'
import { answer, readTask } from './ask.js'

// Measures deliveries of one shape, in a process that has seen no other. What the libraries of others do to the
// objects of JSON would slow down everybody, so they have another.

/** What this process is asked for. */
export interface InProcessTask {
  readonly side: Side
  readonly shape: Shape
  readonly scale: Scale
}

const { side, shape, scale } = readTask<InProcessTask>()
const deliveries = createDeliveries(shape)
/** Those that have budgets. */
const budgeted: readonly string[] = [core, coreAsync, webhook, azure.name]
const timing = { ms: scale.sliceMs, warmMs: scale.warmMs }

/** Deliveries, taken one after the other, over and over. */
function sliceOf(take: Take, events = shape.events, list = deliveries): Promise<Slice> {
  let next = 0
  return createSlice(() => take(list[next++ % list.length] as Delivery), events, timing)
}

const toWork = (contender: Contender) => putToWork(contender, createDelivery(shape, 0))

async function listPairs(): Promise<Pair[]> {
  const parse = await sliceOf(({ text }) => JSON.parse(text))
  const takes = new Map<string, Take>()
  const pairs: Pair[] = []
  for (const contender of await listContenders(side, shape.format)) {
    const id = contender.name
    if (scale.budgetsOnly && !budgeted.includes(id)) continue
    const take = await toWork(contender)
    takes.set(id, take)
    pairs.push({ id, slice: await sliceOf(take), base: parse })
  }
  const find = (name: string) => pairs.find(({ id }) => id === name)?.slice

  const [ours, theirs] = [find(core), find(azure.name)]
  if (theirs !== undefined) {
    for (const contender of (await loadOurs()).filter(({ name }) => name === core))
      pairs.push({ id: `${azure.name}/core`, slice: theirs, base: await sliceOf(await toWork(contender)) })
  }
  if (ours !== undefined && !scale.budgetsOnly) {
    pairs.push({ id: 'JSON.parse against itself', slice: parse, base: parse })
    pairs.push({ id: 'core against itself', slice: ours, base: ours })
  }
  const [whole, take] = [find(webhook), takes.get(webhook)]
  if (shape.events === 5000 && whole !== undefined && take !== undefined) {
    const base = await sliceOf(take, 10, createDeliveries({ ...shape, events: 10 }))
    pairs.push({ id: '5000/10', slice: whole, base })
  }
  return pairs
}

const pairs = await listPairs()
answer(pairs.length === 0 ? [] : [...(await runPairs(pairs, scale.rounds, scale.seconds.inProcess))])
