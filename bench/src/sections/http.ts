import { loadCloudEvents } from '../candidates/cloudevents.js'
import { nameOf } from '../deliveries.js'
import { type BenchServer, startServer } from '../load/server.js'
import { type Costs, runPairs, type Slice } from '../pairs.js'
import type { Scale } from '../scale.js'
import { addFigures, type Section } from '../section.js'
import type { Spread } from '../spread.js'
import {
  checkedRuns,
  cloudEventsRun,
  many,
  one,
  type RoutePair,
  type Run,
  requestFor,
  runs,
  sdk,
} from './http-runs.js'
import { toChart, toPeersTable, toRoutesTable } from './http-tables.js'
import { sendCorruptWebPubSub } from './web-pubsub.js'

/** Measures the CPU time of a server per request, in a separate process. */
export async function measureHttp(scale: Scale): Promise<Section> {
  const figures = new Map<string, Spread>()
  for (const run of await listRuns(scale)) {
    addFigures(figures, `http.${run.framework}.${nameOf(run.shape)}`, await measureRun(run, scale))
  }
  return {
    title: 'Over HTTP',
    method:
      'CPU time of the server process per request, at 16 connections from another process, which does not sleep. Each route and shape has a separate process. “Hand-written” reads the body itself and checks nothing. “Parser” uses `express.json()`, `@koa/bodyparser` or `c.req.json()`. “Set” handles an event if its id is not in a Set, and adds it.',
    tables: scale.budgetsOnly
      ? []
      : [toRoutesTable(figures), toPeersTable(figures), await sendCorruptWebPubSub()],
    charts: scale.budgetsOnly ? [] : [one, many].map((shape) => toChart(shape, figures)),
    figures,
  }
}

/** Lists the runs, without peers that are not installed. */
async function listRuns({ budgetsOnly }: Scale): Promise<Run[]> {
  if (budgetsOnly) return [...checkedRuns]
  const installed = (await loadCloudEvents()).map(({ name }) => name)
  const isInstalled = ([route]: RoutePair) => route !== sdk || installed.includes(route)
  return [...runs, cloudEventsRun].map((run) => ({ ...run, pairs: run.pairs.filter(isInstalled) }))
}

async function measureRun({ framework, shape, pairs }: Run, scale: Scale): Promise<Map<string, Costs>> {
  const timing = { ms: scale.loadMs, warmMs: scale.serverWarmMs }
  const servers: BenchServer[] = []
  const slices = new Map<string, Slice>()
  const nothing: Slice = async () => Number.NaN
  try {
    for (const route of new Set(pairs.flat())) {
      const server = await startServer({ framework, route })
      servers.push(server)
      slices.set(route, await server.prepare(requestFor(route, shape), shape.events, timing))
    }
    return await runPairs(
      pairs.map(([route, base]) => ({
        id: route === base ? `${route} against itself` : `${route}/${base}`,
        slice: slices.get(route) ?? nothing,
        base: slices.get(base) ?? nothing,
      })),
      scale.rounds,
      scale.seconds.http,
    )
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}
