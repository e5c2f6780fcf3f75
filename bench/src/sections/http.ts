import { isBudgeted } from '../budgets.js'
import { type Comparison, compare, type Effort } from '../compare.js'
import { type Shape, titleOf } from '../deliveries.js'
import { type Section, Table } from '../figures.js'
import { startServer } from '../load.js'

const one: Shape = { format: 'eventgrid', events: 1 }
const many: Shape = { format: 'eventgrid', events: 500 }
const oneCloudEvent: Shape = { format: 'cloudevents', events: 1 }

const ours = 'signalr-events'
const handWritten = 'hand-written'

/** A route and the one that its cost is divided by, by the column that shows the ratio. */
const columns: Readonly<Record<string, readonly [route: string, base: string]>> = {
  '/ hand-written': [ours, handWritten],
  '/ hand-written, parser': [ours, 'hand-written, parser'],
  'async handlers / hand-written': ['async handlers', handWritten],
  'dedupe in memory / without': ['dedupe in memory', ours],
  'dedupe in memory / hand-written, Set': ['dedupe in memory', 'hand-written, Set'],
  'otel / without': ['otel', ours],
}
const names = Object.keys(columns)
const usual = ['/ hand-written', 'async handlers / hand-written']

/** The columns that are measured, by framework. What a middleware costs is the same in each. */
const frameworks: Readonly<Record<string, readonly string[]>> = {
  express: names.slice(0, 3),
  koa: usual,
  hono: usual,
  fastify: usual,
  'node:http': names.filter((name) => !name.includes('parser')),
}
const peers = ['@azure/eventgrid', 'cloudevents', '@azure/web-pubsub-express']

/** Measures the CPU time of a server per request. */
export async function measureHttp(effort: Effort, all: boolean): Promise<Section> {
  const table = new Table('CPU time per request: median (lowest–highest process)')
  // A large delivery runs the same code less often in the same time, so it is warm later.
  const longer = { ...effort, warmMs: 2 * effort.warmMs }
  for (const shape of [one, many])
    for (const [framework, columns] of Object.entries(frameworks))
      await compareRoutes(table, framework, shape, shape === one ? effort : longer, (row) =>
        columns.filter((column) => all || isBudgeted(row, column)),
      )
  return {
    title: 'Over HTTP',
    method: `CPU time of the server's process per request, with 16 connections from another process that does not sleep. Processes for each route: ${effort.processes}. “Hand-written” reads the body itself and checks nothing. “Parser” uses \`express.json()\`. “Set” skips an event if its id is in a \`Set\`.`,
    tables: all ? [table, await comparePeers(effort)] : [table],
  }
}

async function compareRoutes(
  table: Table,
  framework: string,
  shape: Shape,
  effort: Effort,
  toColumns: (row: string) => readonly string[],
): Promise<void> {
  const row = `${framework}, ${titleOf(shape)}`
  const pairs = toColumns(row).map((column) => ({ column, pair: columns[column] ?? ([ours, ours] as const) }))
  if (pairs.length === 0) return
  const routes = pairs.flatMap(({ pair }) => pair)
  const found = await compareAll(framework, shape, [ours, ...routes], effort)
  table.set(row, 'µs', found.cost(ours))
  table.set(row, 'events/s and core', (shape.events * 1e6) / found.cost(ours).median)
  for (const { column, pair } of pairs) table.set(row, column, found.ratio(...pair))
}

function compareAll(
  framework: string,
  shape: Shape,
  routes: readonly string[],
  effort: Effort,
): Promise<Comparison> {
  return compare(routes, (route) => startServer({ framework, route }, shape, effort), effort)
}

/** Published packages of others, on Express. Azure Web PubSub has an event for each new connection, too. */
async function comparePeers(effort: Effort): Promise<Table> {
  const table = new Table(
    'CPU time per request on Express / that of signalr-events: median (lowest–highest process)',
  )
  for (const shape of [one, many, oneCloudEvent]) {
    const routes = shape === oneCloudEvent ? peers : peers.slice(0, 1)
    const found = await compareAll('express', shape, [ours, ...routes], effort)
    for (const route of routes) table.set(route, titleOf(shape), found.ratio(route, ours))
  }
  return table
}
