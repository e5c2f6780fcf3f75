import { isBudgeted } from '../budgets.js'
import { candidates } from '../candidates.js'
import { start } from '../child.js'
import { type Candidate, compare, type Effort } from '../compare.js'
import { type Shape, titleOf } from '../deliveries.js'
import { type Section, Table } from '../figures.js'
import type { InProcessTask } from '../processes/in-process.js'

const shapes: readonly Shape[] = [
  ...[1, 10, 500].map((events): Shape => ({ format: 'eventgrid', events })),
  ...[1, 500].map((events): Shape => ({ format: 'cloudevents', events })),
  { format: 'binary', events: 1 },
]
const base = 'JSON.parse'
const peer = '@azure/eventgrid'
const tasks: Readonly<Record<string, Partial<InProcessTask>>> = {
  ...Object.fromEntries(Object.keys(candidates).map((candidate) => [candidate, { candidate }])),
  'handle, async handlers': { candidate: 'handle', handlers: 'async' },
  'handle, once more': { candidate: 'handle' },
}

/** Measures the way from the text of a body to the handlers, without a framework. */
export async function measureInProcess(effort: Effort, all: boolean): Promise<Section> {
  const table = new Table('CPU time per event / `JSON.parse`: median (lowest–highest process)')
  for (const shape of shapes) await compareCandidates(table, shape, effort, all)
  const batches = all ? [10, 100, 500, 2000, 5000] : [10, 2000]
  const inFlight = all ? [1, 64, 128, 256, 500] : [1, 500]
  return {
    title: 'In one process',
    method: `CPU time from the text of a body to the handlers, relative to \`JSON.parse\` of the same text. \`handle\` is the public function of a webhook: it reads the headers, too, enforces the limits and makes the answer. Processes for each candidate: ${effort.processes}, as each is compiled differently; “once more” shows how exact that is. \`@azure/eventgrid\` and \`cloudevents\` check less.`,
    tables: [
      table,
      await compareCounts('event, by events in a delivery', batches, effort, (events) => ({
        shape: toShape(events),
      })),
      // Handlers wait, so that all deliveries are there at once.
      await compareCounts('delivery, by deliveries in flight', inFlight, effort, (inFlight) => ({
        ...{ shape: toShape(1), handlers: 'wait', inFlight },
      })),
    ],
  }
}

const toShape = (events: number): Shape => ({ format: 'eventgrid', events })

async function compareCandidates(table: Table, shape: Shape, effort: Effort, all: boolean): Promise<void> {
  const column = titleOf(shape)
  const isPeerWanted = supports(peer, shape) && (all || isBudgeted(`${peer} / handle`, column))
  const names = Object.keys(tasks).filter(
    (name) => supports(name, shape) && (all || isBudgeted(name, column)),
  )
  if (names.length === 0 && !isPeerWanted) return
  const measured = isPeerWanted ? [base, 'handle', peer, ...names] : [base, ...names]
  const found = await compare(measured, (name) => startTask({ ...tasks[name], shape }, effort), effort)
  for (const name of names) if (name !== base) table.set(name, column, found.ratio(name, base))
  if (isPeerWanted) table.set(`${peer} / handle`, column, found.ratio(peer, 'handle'))
}

function supports(name: string, { format }: Shape): boolean {
  if (name === 'cloudevents') return format !== 'eventgrid'
  return name !== peer || format !== 'binary'
}

/** The cost of `handle` by a count, and relative to the first one. */
async function compareCounts(
  title: string,
  counts: readonly number[],
  effort: Effort,
  toTask: (count: number) => Partial<InProcessTask>,
): Promise<Table> {
  const table = new Table(`\`handle\`: CPU time per ${title}`)
  const start = (count: string) => startTask({ candidate: 'handle', ...toTask(Number(count)) }, effort)
  const found = await compare(counts.map(String), start, effort)
  for (const count of counts) {
    const column = count.toLocaleString('en-US')
    table.set(`µs per ${title}`, column, found.cost(String(count)).median)
    table.set(`µs per ${title}, / the first`, column, found.ratio(String(count), String(counts[0])))
  }
  return table
}

async function startTask(task: Partial<InProcessTask>, { sliceMs, warmMs }: Effort): Promise<Candidate> {
  const child = start('in-process', { ...task, sliceMs, warmMs }, ['--expose-gc'])
  await child.receive()
  return { slice: () => child.ask<number>('slice'), stop: child.stop }
}
