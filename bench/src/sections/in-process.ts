import { candidates } from '../candidates.js'
import { start } from '../child.js'
import { compare, type Effort, figure, warm } from '../compare.js'
import { type Shape, titleOf } from '../deliveries.js'
import type { InProcessTask } from '../processes/in-process.js'
import type { Cell } from '../table.js'

const peer = '@azure/eventgrid'
const one: Shape = { format: 'eventgrid', events: 1 }
/** A slice has so many deliveries at least: a few right after a garbage collection are cheaper than others. */
const MIN_CALLS = 30

/** Measures ways from the text of a body to the handlers, without a framework. */
export async function measureCandidates(effort: Effort): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const format of ['eventgrid', 'cloudevents'] as const)
    for (const events of [1, 10, 500]) {
      const column = titleOf({ format, events })
      const names = Object.keys(candidates).filter((name) => name !== 'cloudevents' || format === name)
      const ratios = names.map((name) => figure(name, column, name, 'JSON.parse'))
      const figures = [...ratios, figure(`${peer} / handle`, column, peer, 'handle')]
      const startOne = (name: string) => startCandidate(effort, name, { format, events })
      cells.push(...(await compare(figures, startOne, effort)))
    }
  return cells
}

/** Measures `handle` with more and more events in a delivery. */
export function measureLargeDeliveries(effort: Effort): Promise<Cell[]> {
  const figures = listCounts('event, by events in a delivery', [10, 100, 500, 2000, 5000])
  const startOne = (events: string) => startCandidate(effort, 'handle', { ...one, events: Number(events) })
  return compare(figures, startOne, effort)
}

/** Measures `handle` with more and more deliveries in flight: handlers are asynchronous, so that they are all there. */
export function measureInFlight(effort: Effort): Promise<Cell[]> {
  const figures = listCounts('delivery, by deliveries in flight', [1, 64, 128, 256, 500])
  const startOne = (count: string) => startCandidate(effort, 'handle, async handlers', one, Number(count))
  return compare(figures, startOne, effort)
}

/** The cost by a count, and relative to the first one. */
function listCounts(unit: string, counts: readonly number[]) {
  const [row, first] = [`µs per ${unit}`, String(counts[0])]
  return counts.flatMap((count) => {
    const [name, column] = [String(count), count.toLocaleString('en-US')]
    return [figure(row, column, name), figure(`${row}, / the first`, column, name, first)]
  })
}

async function startCandidate(effort: Effort, candidate: string, shape: Shape, inFlight = 1) {
  const { ask, stop } = await start('in-process', { candidate, shape, inFlight } satisfies InProcessTask)
  const calls = await warm(async (calls) => (await ask<number>(calls)) * shape.events, effort)
  return { slice: () => ask<number>(Math.max(MIN_CALLS, calls)), stop }
}
