import { isBudgeted } from '../budgets.js'
import { candidates } from '../candidates.js'
import { start } from '../child.js'
import { type Contender, compare, type Effort } from '../compare.js'
import { type Shape, titleOf } from '../deliveries.js'
import { type Section, Table } from '../figures.js'
import type { InProcessTask } from '../processes/in-process.js'
import { listMistakes } from './mistakes.js'

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
  const ratios = new Table('CPU time per event / `JSON.parse`: median (lowest–highest process)', {
    ...{ file: 'in-process', column: '1 event', unit: '× JSON.parse' },
  })
  for (const shape of shapes) await compareCandidates(ratios, shape, effort, all)
  const tables = [ratios, await measureBatches(effort, all), await measureInFlight(effort, all)]
  return {
    title: 'In one process',
    method: `CPU time from the text of a body to the handlers, relative to \`JSON.parse\` of the same text. \`handle\` is the public function of a webhook: it reads the headers, too, enforces the limits and makes the answer. Each figure is from ${effort.processes} processes for each candidate, as each process is compiled differently; “once more” shows how exact that is.`,
    tables: all ? [...tables, ...(await listMistakes())] : tables,
  }
}

async function compareCandidates(table: Table, shape: Shape, effort: Effort, all: boolean): Promise<void> {
  const column = titleOf(shape)
  const wanted = Object.keys(tasks).filter(
    (name) => supports(name, shape) && (all || name === peer || isBudgeted(name, column)),
  )
  if (!wanted.some((name) => all || isBudgeted(name, column))) return
  const names = [...new Set([base, ...wanted])]
  const found = await compare(
    Object.fromEntries(names.map((name) => [name, () => startTask({ ...tasks[name], shape }, effort)])),
    effort,
  )
  for (const name of names)
    if (name !== base)
      table.set(
        name,
        column,
        found.figure((cost) => cost(name) / cost(base)),
      )
  if (names.includes(peer))
    table.set(
      `${peer} / handle`,
      column,
      found.figure((cost) => cost(peer) / cost('handle')),
    )
}

function supports(name: string, { format }: Shape): boolean {
  if (name === 'cloudevents') return format !== 'eventgrid'
  return name !== peer || format !== 'binary'
}

/** The cost of an event by the size of its delivery. */
async function measureBatches(effort: Effort, all: boolean): Promise<Table> {
  const table = new Table('`handle`, by events in a delivery: CPU time per event')
  const sizes = all ? [10, 100, 500, 2000, 5000] : [10, 2000]
  const contenders = sizes.map((events) => [
    String(events),
    () => startTask({ candidate: 'handle', shape: { format: 'eventgrid', events } }, effort),
  ])
  const found = await compare(Object.fromEntries(contenders), effort)
  for (const size of sizes) {
    const column = size.toLocaleString('en-US')
    table.set('handle, µs per event', column, found.figure((cost) => cost(String(size))).median)
    table.set(
      'handle, / 10 events',
      column,
      found.figure((cost) => cost(String(size)) / cost('10')),
    )
  }
  return table
}

/** The cost of a delivery by how many are in flight. Its handler waits, so that all of them are there at once. */
async function measureInFlight(effort: Effort, all: boolean): Promise<Table> {
  const table = new Table(
    '`handle`, by deliveries in flight, with `maxDeliveries` 1,000: CPU time per delivery',
  )
  const counts = all ? [1, 64, 128, 256, 500] : [1, 500]
  const task = { candidate: 'handle', handlers: 'waits', shape: { format: 'eventgrid', events: 1 } } as const
  const contenders = counts.map((inFlight) => [
    String(inFlight),
    () => startTask({ ...task, inFlight }, effort),
  ])
  const found = await compare(Object.fromEntries(contenders), effort)
  for (const count of counts.map(String)) {
    table.set('handle, µs per delivery', count, found.figure((cost) => cost(count)).median)
    table.set(
      'handle, / 1 in flight',
      count,
      found.figure((cost) => cost(count) / cost('1')),
    )
  }
  return table
}

async function startTask(task: Partial<InProcessTask>, { sliceMs, warmMs }: Effort): Promise<Contender> {
  const child = start('in-process', { ...task, sliceMs, warmMs }, ['--expose-gc'])
  await child.receive()
  return { slice: () => child.ask<number>('slice'), stop: child.stop }
}
