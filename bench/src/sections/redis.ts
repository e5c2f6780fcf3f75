import { type Candidate, compare, type Effort, type Figure } from '../compare.js'
import { startServer } from '../load.js'
import { readRedisCpu, withRedis } from '../redis.js'
import type { Cell } from '../table.js'

/** CPU time for an event, in microseconds. */
interface Cost {
  readonly node: number
  readonly redis: number
  /** Of setting one key on a plain socket, in the same process, so that compilation and scheduling are equal. */
  readonly raw: number
}

const none = 'signalr-events'
const dedupe = 'dedupe on Redis'
const both = 'presence and dedupe on Redis'
const routes = [none, 'dedupe in memory', dedupe, 'presence on Redis', both]

/** Measures Express with deduplication and presence, end to end. */
export function measureRedis(effort: Effort): Promise<Cell[]> {
  return withRedis(async (client, port) => {
    async function start(route: string, events: number): Promise<Candidate<Cost>> {
      const task = { framework: 'express', route, redis: port }
      const server = await startServer(task, { format: 'eventgrid', events }, effort)
      async function slice(): Promise<Cost> {
        const before = await readRedisCpu(client)
        const node = (await server.slice()) / events
        const redis = ((await readRedisCpu(client)) - before) / server.sliceEvents
        return {
          node,
          redis: route.includes('Redis') ? redis : Number.NaN,
          raw: route === dedupe ? await server.setKeys(events) : Number.NaN,
        }
      }
      return { slice, stop: server.stop }
    }

    // What runs once for a delivery takes thousands of them to be compiled, and servers that wait while others are warmed
    // give memory back. So they are warmed in turn, too.
    const warmRounds = Math.ceil((3 * effort.warmMs) / effort.sliceMs)
    const cells: Cell[] = []
    for (const events of [1, 10, 100, 500]) {
      const figures = routes.flatMap((route) => listFigures(route, events))
      cells.push(...(await compare(figures, (route) => start(route, events), { ...effort, warmRounds })))
      await client.flushAll()
    }
    return cells
  })
}

function listFigures(route: string, events: number): Figure<Cost>[] {
  const row = `${route}, ${events === 1 ? 'one event' : `${events} events`} in a delivery`
  const known = { row, of: [route, none] }
  const toFigure = (column: string, compute: Figure<Cost>['compute']) => ({ ...known, column, compute })
  return [
    toFigure('events/s and core of Node', ({ node }) => 1e6 / node),
    toFigure('/ without', ({ node }, without) => node / without.node),
    toFigure('claim and mark / raw SET', ({ node, raw }, without) => (node - without.node) / raw),
    toFigure('events/s of one Redis', ({ redis }) => 1e6 / redis),
    toFigure('cores of Node that use up one Redis', ({ node, redis }) => node / redis),
  ]
}
