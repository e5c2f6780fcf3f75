import { type Candidate, compare, type Effort } from '../compare.js'
import { type Section, Table, toSpread } from '../figures.js'
import { type ServerCandidate, startServer } from '../load.js'
import { readRedisCpu, withRedis } from '../redis.js'

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
    const table = new Table('Express and one Redis: CPU time per event, and when Redis becomes the limit')
    for (const batch of batches) {
      const onRedis = new Map(routes.map((route) => [route, [] as number[]]))
      const shape = { format: 'eventgrid', events: batch, paired: true } as const
      let withDedupe: ServerCandidate | undefined

      const start = async (route: string): Promise<Candidate> => {
        // In the same process as dedupe, so that compilation and scheduling are equal.
        if (route === raw)
          return { slice: async () => withDedupe?.setKeys(batch) ?? Number.NaN, async stop() {} }
        const task = { framework: 'express', route, redis: port }
        const server = await startServer(task, shape, effort, EVENTS / batch)
        if (route === dedupe) withDedupe = server
        const slice = async () => {
          const before = await readRedisCpu(client)
          const cost = await server.slice()
          onRedis.get(route)?.push(((await readRedisCpu(client)) - before) / EVENTS)
          return cost / batch
        }
        return { slice, stop: server.stop }
      }

      const found = await compare(routes.includes(dedupe) ? [...routes, raw] : routes, start, effort)
      for (const route of routes) {
        const row = `${route}, ${batch === 1 ? 'one event' : `${batch} events`} in a delivery`
        const node = found.cost(route)
        table.set(row, 'Node, µs', node)
        table.set(row, 'events/s and core of Node', 1e6 / node.median)
        table.set(row, '/ without', found.ratio(route, none))
        if (route === dedupe)
          table.set(
            row,
            'claim and mark / raw SET',
            found.figure((cost) => (cost(dedupe) - cost(none)) / cost(raw)),
          )
        if (!route.includes('Redis')) continue
        const redis = toSpread([onRedis.get(route) ?? []]).median
        table.set(row, 'Redis, µs', redis)
        table.set(row, 'events/s of one Redis', 1e6 / redis)
        table.set(row, 'cores of Node that use up one Redis', node.median / redis)
      }
      await client.flushAll()
    }
    return table
  })
}

/** Measures deduplication and presence, end to end. */
export async function measureRedis(effort: Effort, all: boolean): Promise<Section> {
  return {
    title: 'Deduplication and presence',
    method:
      'CPU time on Express, end to end, with ids that were never seen and a Redis on the same machine. “Raw” is a pipelined `SET … NX PX` for each id over a plain socket, in the same process.',
    tables: [
      await measureRoutes(
        [none, 'dedupe in memory', dedupe, 'presence on Redis'],
        all ? [1, 10, 100, 500] : [100],
        effort,
      ),
    ],
  }
}
