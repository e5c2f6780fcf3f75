/** A budget of a figure: the goal, and the limit at which `--check` fails. Without a limit, `--check` does not measure it. */
export interface Budget {
  readonly label: string
  readonly figure: string
  readonly goal: number
  readonly limit: number | undefined
  /** Whether goal and limit are minimums instead of maximums. */
  readonly atLeast?: boolean
}

// A limit detects that a figure gets worse, with room for a noisy machine. When a figure improves, lower its limit.

const inProcess: readonly Budget[] = [
  budget('handle / JSON.parse, one event', 'in-process.eventgrid-1.handle.ratio', 2.2, 3.3),
  budget('the same, async handlers', 'in-process.eventgrid-1.handle, async handlers.ratio', 3.3, 5.6),
  budget('handle / JSON.parse, 500 events', 'in-process.eventgrid-500.handle.ratio', 1.6, 2.2),
  budget('the same, async handlers', 'in-process.eventgrid-500.handle, async handlers.ratio', 2.4, 2.8),
  budget('handle, an event of 5,000 / one of 10', 'in-process.eventgrid-5000.5000/10.ratio', 1.3, 2.6),
  atLeast(
    '@azure/eventgrid / handle, one event',
    'in-process.eventgrid-1.@azure/eventgrid/handle.ratio',
    1,
    1,
  ),
  atLeast(
    '@azure/eventgrid / handle, 500 events',
    'in-process.eventgrid-500.@azure/eventgrid/handle.ratio',
    3,
    2.6,
  ),
]

// `--check` measures batches and deduplication on node:http only: they cost the same in every framework.
const http: readonly Budget[] = [
  ...forRoute('express', 'signalr-events/hand-written', [1.1, 2.2], [1.25]),
  ...forRoute('express', 'signalr-events/hand-written, parser', [0.9, 2], [0.9]),
  ...forRoute('express', 'signalr-events, dedupe/signalr-events', [1.1], [1.1]),
  ...forRoute('koa', 'signalr-events/hand-written', [1.1, 2.4], [1.25]),
  ...forRoute('koa', 'signalr-events/hand-written, parser', [0.9, 1.9], [0.9]),
  ...forRoute('koa', 'signalr-events, dedupe/signalr-events', [1.1], [1.1]),
  ...forRoute('hono', 'signalr-events/hand-written', [1.1, 2.8], [1.25]),
  ...forRoute('hono', 'signalr-events/hand-written, parser', [1, 2.8], [1]),
  ...forRoute('hono', 'signalr-events, dedupe/signalr-events', [1.1], [1.1]),
  ...forRoute('fastify', 'signalr-events/hand-written', [1.25, 1.6], [1.35]),
  ...forRoute('fastify', 'signalr-events/hand-written, parser', [1.25, 1.8], [1.35]),
  ...forRoute('node:http', 'signalr-events/hand-written', [1.1, 2.4], [1.25, 2.6]),
  ...forRoute('node:http', 'signalr-events, dedupe/signalr-events', [1.1, 3.6], [1.1, 6]),
  ...forRoute('node:http', 'signalr-events, otel/signalr-events', [1.1, 1.4], [1.1]),
]

const others: readonly Budget[] = [
  budget('import of core / zod', 'imports.@signalr-events/core.ratio', 0.15, 0.2),
  budget('import of the adapter of Express / zod', 'imports.@signalr-events/express.ratio', 0.15, 0.26),
  budget('bytes for a remembered event', 'memory.events', 250, 170),
  budget('bytes left of an event that is not', 'memory.nothing', 2, 20),
  budget('memoryStore / Set, 1,000 ids', 'stores.1000.ratio', 1, 3),
  budget('memoryStore / Set, 1,000,000 ids', 'stores.1000000.ratio', 1, 1.9),
  budget('memoryStore, a million ids / a thousand, over a Set', 'stores.growth / Set', 1.1, 1.1),
  budget('deduplication in memory / none, 100 events', 'deduplication.100.memory.ratio', 3, 6),
  budget('deduplication on Redis / none, 100 events', 'deduplication.100.redis.ratio', 4, 8),
  budget('Redis, claim / raw, one id', 'redis.claim 1.ratio', 2, 2.2),
  budget('Redis, claim / raw, 10 ids', 'redis.claim 10.ratio', 2, 2.7),
  budget('Redis, claim / raw, 500 ids', 'redis.claim 500.ratio', 2, 3.3),
]

export const budgets: readonly Budget[] = [...inProcess, ...http, ...others]

type Bounds = readonly [goal: number, limit?: number]

/** Budgets of the cost of one route relative to another, for deliveries of one event and of 500. */
function forRoute(framework: string, pair: string, one: Bounds, many: Bounds): Budget[] {
  return [
    budget(`${framework}: ${pair}, one event`, `http.${framework}.eventgrid-1.${pair}.ratio`, ...one),
    budget(`${framework}: ${pair}, 500 events`, `http.${framework}.eventgrid-500.${pair}.ratio`, ...many),
  ]
}

function budget(label: string, figure: string, goal: number, limit?: number): Budget {
  return { label, figure, goal, limit }
}

function atLeast(label: string, figure: string, goal: number, limit: number): Budget {
  return { label, figure, goal, limit, atLeast: true }
}
