import { setImmediate } from 'node:timers/promises'
import { candidates, type Take } from '../candidates.js'
import { readCpu, readTask, serve } from '../child.js'
import { createDelivery, type Shape } from '../deliveries.js'

// One candidate with deliveries of one shape. Answers how many calls to make with the CPU time per event, in microseconds.

/** The task of this process. */
export interface InProcessTask {
  readonly candidate: string
  readonly shape: Shape
  /** How many deliveries are in flight. */
  readonly inFlight: number
}

/** After so many calls, the event loop has a turn, which a server gives it between requests. */
const CALLS_OF_A_TURN = 500

const { candidate, shape, inFlight } = readTask<InProcessTask>()
const length = Math.max(2, 2 * inFlight, Math.ceil(1000 / shape.events))
const deliveries = Array.from({ length }, (_, i) => createDelivery(shape, i * shape.events))
let handled = 0
let next = 0
const take: Take = await candidates[candidate as keyof typeof candidates](() => void handled++)

function deliver(): unknown {
  const { headers, body = '' } = deliveries[next++ % deliveries.length] ?? {}
  return take(body, headers ?? {})
}

serve('ready', async (calls: number) => {
  // Timers of the previous slice do not count. Its garbage is not collected: after collections that come too often, V8
  // keeps the space for new objects so small that deliveries in flight outlive it, at twice the cost.
  await setImmediate()
  handled = 0
  const rounds = Math.ceil(calls / inFlight)
  const before = readCpu()
  for (let round = 0; round < rounds; round++) {
    const outcome = inFlight === 1 ? deliver() : Promise.all(Array.from({ length: inFlight }, deliver))
    if (outcome instanceof Promise) await outcome
    if ((round * inFlight) % CALLS_OF_A_TURN < inFlight) await setImmediate()
  }
  const cpu = readCpu() - before
  const events = rounds * inFlight * shape.events
  if (candidate !== 'JSON.parse' && handled !== events)
    throw new Error(`${candidate} handled ${handled} of ${events} events`)
  return cpu / events
})
