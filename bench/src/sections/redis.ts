import { type Contender, type Contenders, compare, type Effort } from '../compare.js'
import { type Section, Table, toSpread } from '../figures.js'
import { type ServerContender, startServer } from '../load.js'
import { type RedisClient, readRedisCpu, withRedis } from '../redis.js'

/** How many events a slice has: both halves of paired deliveries. */
const EVENTS = 4000
const none = 'signalr-events'
const dedupe = 'dedupe on Redis'
const raw = 'raw'

/** Measures Express with what has its state on one Redis: dedupe, presence or both. */
export function measureRoutes(
  routes: readonly string[],
  batches: readonly number[],
  effort: Effort,
): Promise<Table> {
  return withRedis(async (client, { port }) => {
    const table = new Table('One Redis and Express: CPU time per event, and when Redis becomes the limit')
    for (const batch of batches) {
      const onRedis = new Map<string, number[]>()
      const found = await compare(toContenders({ routes, batch, effort, client, port, onRedis }), effort)
      for (const route of routes) {
        const row = `${route}, ${batch === 1 ? 'one event' : `${batch} events`} in a delivery`
        const node = found.figure((cost) => cost(route) / batch)
        table.set(row, 'Node, µs', node)
        table.set(row, 'events/s and core of Node', 1e6 / node.median)
        table.set(
          row,
          '/ without',
          found.figure((cost) => cost(route) / cost(none)),
        )
        if (route === dedupe)
          table.set(
            row,
            'claim and mark / raw SET',
            found.figure((cost) => (cost(dedupe) - cost(none)) / batch / cost(raw)),
          )
        const redis = toSpread([onRedis.get(route) ?? []]).median
        if (!route.includes('Redis')) continue
        table.set(row, 'Redis, µs', redis)
        table.set(row, 'events/s of one Redis', 1e6 / redis)
        table.set(row, 'cores of Node that use up one Redis', node.median / redis)
      }
      await client.flushAll()
    }
    return table
  })
}

interface Run {
  readonly routes: readonly string[]
  readonly batch: number
  readonly effort: Effort
  readonly client: RedisClient
  readonly port: number
  /** The CPU time of Redis per event, by route. */
  readonly onRedis: Map<string, number[]>
}

function toContenders({ routes, batch, effort, client, port, onRedis }: Run): Contenders {
  let server: ServerContender | undefined
  const start = async (route: string): Promise<Contender> => {
    const shape = { format: 'eventgrid', events: batch, paired: true } as const
    const contender = await startServer(
      { framework: 'express', route, redis: port },
      shape,
      effort,
      EVENTS / batch,
    )
    if (route === dedupe) server = contender
    const costs = onRedis.get(route) ?? []
    onRedis.set(route, costs)
    const slice = async () => {
      const before = await readRedisCpu(client)
      const cost = await contender.slice()
      costs.push(((await readRedisCpu(client)) - before) / EVENTS)
      return cost
    }
    return { slice, stop: contender.stop }
  }
  const contenders = Object.fromEntries(routes.map((route) => [route, () => start(route)]))
  // In the process of dedupe, so that it is compiled and scheduled alike.
  const base = async () => ({
    slice: () => server?.setKeys(batch) ?? Promise.resolve(Number.NaN),
    async stop() {},
  })
  return routes.includes(dedupe) ? { ...contenders, [raw]: base } : contenders
}

/** Measures deduplication, end to end. */
export async function measureRedis(effort: Effort, all: boolean): Promise<Section> {
  const routes = [none, 'dedupe in memory', dedupe]
  return {
    title: 'Deduplication',
    method:
      'CPU time on Express, end to end, with ids that were never seen and a Redis on the same machine. “Raw” is a pipelined `SET … NX PX` for each id over a plain socket, in the same process.',
    tables: [await measureRoutes(routes, all ? [1, 10, 100, 500] : [100], effort)],
  }
}
