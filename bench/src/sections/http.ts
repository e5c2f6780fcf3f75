import { isBudgeted } from '../budgets.js'
import { compare, type Effort } from '../compare.js'
import { type Shape, titleOf } from '../deliveries.js'
import { type Section, Table } from '../figures.js'
import { startServer } from '../load.js'

const one: Shape = { format: 'eventgrid', events: 1 }
const many: Shape = { format: 'eventgrid', events: 500 }
const oneCloudEvent: Shape = { format: 'cloudevents', events: 1 }

/** A route, and the one whose cost it is divided by. */
type Pair = readonly [route: string, base: string]

const ours = 'signalr-events'
const handWritten = 'hand-written'

/** What is compared, by the column that shows it. */
const columns: Readonly<Record<string, Pair>> = {
  '/ hand-written': [ours, handWritten],
  '/ hand-written, parser': [ours, 'hand-written, parser'],
  'async handlers / hand-written': ['async handlers', handWritten],
  'dedupe in memory / without': ['dedupe in memory', ours],
  'dedupe in memory / hand-written, Set': ['dedupe in memory', 'hand-written, Set'],
  'otel / without': ['otel', ours],
}
const usual = Object.keys(columns).slice(0, 3)
const withoutParser = Object.keys(columns).filter((column) => !column.includes('parser'))

/** The columns that are measured, by framework. What a middleware costs is the same in each. */
const frameworks: Readonly<Record<string, readonly string[]>> = {
  express: usual,
  koa: usual,
  hono: usual,
  fastify: usual,
  'node:http': withoutParser,
}

const peers = ['@azure/eventgrid', 'cloudevents', '@azure/web-pubsub-express']

/** Measures the CPU time of a server per request. */
export async function measureHttp(effort: Effort, all: boolean): Promise<Section> {
  const tables: Table[] = []
  for (const shape of [one, many]) {
    const title = titleOf(shape)
    const chart = { file: `http-${shape.events}`, column: 'µs', unit: 'µs' }
    const table = new Table(`CPU time per request with ${title}: median (lowest–highest process)`, chart)
    for (const [framework, names] of Object.entries(frameworks)) {
      const row = `${framework}, ${title}`
      const wanted = names.filter((column) => all || isBudgeted(row, column))
      await compareRoutes({ table, framework, shape, effort }, row, wanted)
    }
    tables.push(table)
  }
  if (all) tables.push(await comparePeers(effort))
  return {
    title: 'Over HTTP',
    method: `CPU time of the server's process per request, with 16 connections from another process that does not sleep, in ${effort.processes} processes for each route. “Hand-written” reads the body itself and checks nothing. “Parser” uses \`express.json()\`, \`@koa/bodyparser\`, \`c.req.json()\` or the parser of Fastify. “Set” skips an event if its id is in a \`Set\`.`,
    tables: tables.filter(({ rows }) => rows.size > 0),
  }
}

interface Run {
  readonly table: Table
  readonly framework: string
  readonly shape: Shape
  readonly effort: Effort
}

async function compareRoutes(run: Run, row: string, wanted: readonly string[]): Promise<void> {
  const pairs = wanted.flatMap((column) =>
    [columns[column] ?? []].map((pair) => [column, pair as Pair] as const),
  )
  if (pairs.length === 0) return
  const found = await compareAll(
    run,
    pairs.flatMap(([, pair]) => pair),
  )
  const cost = found.figure((of) => of(ours))
  run.table.set(row, 'µs', cost)
  run.table.set(row, 'events/s and core', (run.shape.events * 1e6) / cost.median)
  for (const [column, [route, base]] of pairs)
    run.table.set(
      row,
      column,
      found.figure((of) => of(route) / of(base)),
    )
}

function compareAll({ framework, shape, effort }: Run, routes: readonly string[]) {
  const contenders = [...new Set(routes)].map((route) => [
    route,
    () => startServer({ framework, route }, shape, effort),
  ])
  return compare(Object.fromEntries(contenders), effort)
}

/** Published packages of others, on Express. Azure Web PubSub has an event for each new connection, too. */
async function comparePeers(effort: Effort): Promise<Table> {
  const table = new Table(
    'CPU time per request on Express / that of signalr-events: median (lowest–highest process)',
  )
  for (const shape of [one, many, oneCloudEvent]) {
    const routes = shape === oneCloudEvent ? peers : peers.slice(0, 1)
    const found = await compareAll({ table, framework: 'express', shape, effort }, [ours, ...routes])
    for (const route of routes)
      table.set(
        route,
        titleOf(shape),
        found.figure((of) => of(route) / of(ours)),
      )
  }
  return table
}
