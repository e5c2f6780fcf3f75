import { azure } from '../candidates/azure.js'
import type { Process } from '../candidates/candidate.js'
import { listCandidates } from '../candidates/candidates.js'
import { startCandidate } from '../candidates/check.js'
import { handle } from '../candidates/ours.js'
import { createSlice } from '../cpu.js'
import { createDeliveries, createDelivery, type Delivery, type Shape } from '../deliveries.js'
import { type Pair, runPairs, type Slice } from '../pairs.js'
import type { Scale } from '../scale.js'
import { answer, readTask } from './ask.js'

// Measures one candidate with deliveries of one shape. It runs alone, because other code would slow it down.

/** The task of this process. */
export interface InProcessTask {
  readonly candidate: string
  readonly shape: Shape
  readonly scale: Scale
}

const { candidate, shape, scale } = readTask<InProcessTask>()
const deliveries = createDeliveries(shape)
const timing = { ms: scale.sliceMs, warmMs: scale.warmMs }

/** Creates a slice that processes the deliveries in turn. */
function sliceOf(take: Process, events = shape.events, list = deliveries): Promise<Slice> {
  let next = 0
  return createSlice(() => take(list[next++ % list.length] as Delivery), events, timing)
}

async function load(name: string): Promise<Process> {
  const found = (await listCandidates(shape.format)).find((each) => each.name === name)
  if (found === undefined) throw new RangeError(`there is no candidate '${name}'`)
  return startCandidate(found, createDelivery(shape, 0))
}

async function listPairs(): Promise<Pair[]> {
  const parse = await sliceOf(({ text }) => JSON.parse(text))
  const take = await load(candidate)
  const slice = await sliceOf(take)
  const pairs: Pair[] = [{ id: candidate, slice, base: parse }]
  if (candidate === handle && !scale.budgetsOnly) {
    pairs.push({ id: 'JSON.parse against itself', slice: parse, base: parse })
    pairs.push({ id: 'handle against itself', slice, base: slice })
  }
  if (candidate === azure.name)
    pairs.push({ id: `${azure.name}/handle`, slice, base: await sliceOf(await load(handle)) })
  if (candidate === handle && shape.events === 5000) {
    const base = await sliceOf(take, 10, createDeliveries({ ...shape, events: 10 }))
    pairs.push({ id: '5000/10', slice, base })
  }
  return pairs
}

answer([...(await runPairs(await listPairs(), scale.rounds, scale.seconds.inProcess))])
