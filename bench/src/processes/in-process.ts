import { setImmediate } from 'node:timers/promises'
import { candidates, type Handle } from '../candidates.js'
import { answer, readCpu, readTask, send } from '../child.js'
import { createDelivery, type Shape } from '../deliveries.js'

// One candidate with deliveries of one shape. Answers each message with the CPU time per event, in microseconds.

/** The task of this process. */
export interface InProcessTask {
  readonly candidate: string
  readonly shape: Shape
  /** What handlers do: return, return a promise, or wait some turns of the microtask queue. @default 'return' */
  readonly handlers?: 'return' | 'async' | 'wait' | undefined
  /** How many deliveries are in flight. @default 1 */
  readonly inFlight?: number | undefined
  readonly sliceMs: number
  readonly warmMs: number
}

/** A slice has so many deliveries at least: a few right after a garbage collection are cheaper than others. */
const MIN_CALLS = 30

const { candidate, shape, handlers = 'return', inFlight = 1, sliceMs, warmMs } = readTask<InProcessTask>()
const length = Math.max(2, 2 * inFlight, Math.ceil(1000 / shape.events))
const deliveries = Array.from({ length }, (_, i) => createDelivery(shape, i * shape.events))
let handled = 0
let next = 0

const handles = {
  return: () => void handled++,
  async: async () => void handled++,
  async wait() {
    for (let turn = 0; turn < 3; turn++) await null
    handled++
  },
} satisfies Readonly<Record<string, Handle>>
const take = await candidates[candidate]?.(handles[handlers])
if (take === undefined) throw new RangeError(`there is no candidate '${candidate}'`)

function deliver(): unknown {
  const { headers, body = '' } = deliveries[next++ % deliveries.length] ?? {}
  return take?.(body, headers ?? {})
}

async function run(calls: number): Promise<void> {
  handled = 0
  for (let call = 0; call < calls; call += inFlight) {
    const outcome = inFlight === 1 ? deliver() : Promise.all(Array.from({ length: inFlight }, deliver))
    if (outcome instanceof Promise) await outcome
  }
  if (candidate !== 'JSON.parse' && handled !== calls * shape.events)
    throw new Error(`${candidate} handled ${handled} of ${calls * shape.events} events`)
}

async function warm(): Promise<number> {
  const start = readCpu()
  let calls = 0
  // In CPU time, so that it is as long on a busy machine.
  for (let step = inFlight; readCpu() - start < warmMs * 1000 || calls < 2; calls += step, step *= 2)
    await run(step)
  const before = readCpu()
  await run(calls)
  const perSlice = Math.max(MIN_CALLS, (sliceMs * 1000 * calls) / (readCpu() - before))
  return Math.ceil(perSlice / inFlight) * inFlight
}

const calls = await warm()
answer(async () => {
  // Timers and garbage of the previous slice do not count.
  await setImmediate()
  globalThis.gc?.({ type: 'minor' })
  const before = readCpu()
  await run(calls)
  return (readCpu() - before) / (calls * shape.events)
})
send('ready')
