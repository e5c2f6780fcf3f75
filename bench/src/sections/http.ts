import { loadCloudEvents } from '../contenders/cloudevents.js'
import { nameOf } from '../deliveries.js'
import { type BenchServer, startServer } from '../load/server.js'
import { type Measured, runPairs, type Slice } from '../pairs.js'
import type { Scale } from '../scale.js'
import { addFigures, type Section } from '../section.js'
import type { Framework } from '../servers/servers.js'
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
import { tellWebPubSub } from './web-pubsub.js'

/** CPU time of a server per request, in a process of its own. */
export async function measureHttp(scale: Scale): Promise<Section> {
  const figures = new Map<string, Spread>()
  const all = await listRuns(scale)
  for (const framework of new Set(all.map((run) => run.framework))) {
    const mine = all.filter((run) => run.framework === framework)
    await measureFramework(framework, mine, scale, figures)
  }
  return {
    title: 'Over HTTP',
    method:
      'CPU time of the server process per request, at 16 connections from another process, which does not sleep. Every route has a process of its own. “By hand” reads the body itself and checks nothing; “parser” leaves the reading to `express.json()`, `@koa/bodyparser` or `c.req.json()`.',
    tables: scale.budgetsOnly ? [] : [toRoutesTable(figures), toPeersTable(figures), await tellWebPubSub()],
    charts: scale.budgetsOnly ? [] : [one, many].map((shape) => toChart(shape, figures)),
    figures,
  }
}

/** Without a peer that is not installed. */
async function listRuns({ budgetsOnly }: Scale): Promise<Run[]> {
  if (budgetsOnly) return [...checkedRuns]
  const installed = (await loadCloudEvents()).map(({ name }) => name)
  const isInstalled = ([route]: RoutePair) => route !== sdk || installed.includes(route)
  return [...runs, cloudEventsRun].map((run) => ({ ...run, pairs: run.pairs.filter(isInstalled) }))
}

/** Adds the figures of one framework. */
async function measureFramework(
  framework: Framework,
  mine: readonly Run[],
  scale: Scale,
  figures: Map<string, Spread>,
): Promise<void> {
  const routes = new Set(mine.flatMap(({ pairs }) => pairs.flat()))
  const servers = new Map<string, BenchServer>()
  try {
    for (const route of routes) servers.set(route, await startServer({ framework, route }))
    for (const run of mine) {
      addFigures(figures, `http.${framework}.${nameOf(run.shape)}`, await measureRun(run, servers, scale))
    }
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()))
  }
}

async function measureRun(
  { shape, pairs }: Run,
  servers: ReadonlyMap<string, BenchServer>,
  scale: Scale,
): Promise<Map<string, Measured>> {
  const timing = { ms: scale.loadMs, warmMs: scale.serverWarmMs }
  const slices = new Map<string, Slice>()
  for (const route of new Set(pairs.flat())) {
    const server = servers.get(route)
    if (server !== undefined)
      slices.set(route, await server.prepare(requestFor(route, shape), shape.events, timing))
  }
  const nothing: Slice = async () => Number.NaN
  return runPairs(
    pairs.map(([route, base]) => ({
      id: route === base ? `${route} against itself` : `${route}/${base}`,
      slice: slices.get(route) ?? nothing,
      base: slices.get(base) ?? nothing,
    })),
    scale.rounds,
    scale.seconds.http,
  )
}
