import { azure } from '../contenders/azure.js'
import { putToWork } from '../contenders/check.js'
import type { Take } from '../contenders/contender.js'
import { listContenders } from '../contenders/contenders.js'
import { handle } from '../contenders/ours.js'
import { createSlice } from '../cpu.js'
import { createDeliveries, createDelivery, type Delivery, type Shape } from '../deliveries.js'
import { type Pair, runPairs, type Slice } from '../pairs.js'
import type { Scale } from '../scale.js'
import { answer, readTask } from './ask.js'

// Measures one contender with deliveries of one shape. It is alone, as in a server: whatever else has run here would
// slow it down.

/** What this process is asked for. */
export interface InProcessTask {
  readonly contender: string
  readonly shape: Shape
  readonly scale: Scale
}

const { contender, shape, scale } = readTask<InProcessTask>()
const deliveries = createDeliveries(shape)
const timing = { ms: scale.sliceMs, warmMs: scale.warmMs }

/** Deliveries, taken one after the other, over and over. */
function sliceOf(take: Take, events = shape.events, list = deliveries): Promise<Slice> {
  let next = 0
  return createSlice(() => take(list[next++ % list.length] as Delivery), events, timing)
}

async function load(name: string): Promise<Take> {
  const found = (await listContenders(shape.format)).find((each) => each.name === name)
  if (found === undefined) throw new RangeError(`nobody is called '${name}'`)
  return putToWork(found, createDelivery(shape, 0))
}

async function listPairs(): Promise<Pair[]> {
  const parse = await sliceOf(({ text }) => JSON.parse(text))
  const take = await load(contender)
  const slice = await sliceOf(take)
  const pairs: Pair[] = [{ id: contender, slice, base: parse }]
  if (contender === handle && !scale.budgetsOnly) {
    pairs.push({ id: 'JSON.parse against itself', slice: parse, base: parse })
    pairs.push({ id: 'handle against itself', slice, base: slice })
  }
  if (contender === azure.name)
    pairs.push({ id: `${azure.name}/handle`, slice, base: await sliceOf(await load(handle)) })
  if (contender === handle && shape.events === 5000) {
    const base = await sliceOf(take, 10, createDeliveries({ ...shape, events: 10 }))
    pairs.push({ id: '5000/10', slice, base })
  }
  return pairs
}

answer([...(await runPairs(await listPairs(), scale.rounds, scale.seconds.inProcess))])
