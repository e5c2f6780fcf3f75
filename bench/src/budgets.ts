/** A figure, what it should be, and what it is on a quiet machine. */
export interface Budget {
  readonly figure: string
  readonly goal: number
  readonly limit: number
  /** Whether goal and limit are minimums. */
  readonly atLeast: boolean
}

/** How far a figure may be from its reference before `--check` fails. */
const TOLERANCE = 1.3

type Row = readonly [figure: string, goal: number, reference: number, atLeast?: 'at least']

// When a figure gets better, lower its reference.
const rows: readonly Row[] = [
  ['handle: 1 event', 2.2, 2.5],
  ['handle, async handlers: 1 event', 3.3, 3.9],
  ['handle: 500 events', 1.6, 1.8],
  ['handle, async handlers: 500 events', 2.4, 2.4],
  ['µs per event, by events in a delivery, / the first: 2,000', 1.3, 1],
  ['µs per delivery, by deliveries in flight, / the first: 500', 1.3, 1.4],
  ['express, 1 event: / hand-written', 1.1, 1.1],
  ['express, 1 event: / hand-written, parser', 0.9, 1],
  ['koa, 1 event: / hand-written', 1.2, 1.2],
  ['hono, 1 event: / hand-written', 1.15, 1.3],
  ['fastify, 1 event: / hand-written', 1.25, 1.2],
  ['node:http, 1 event: / hand-written', 1.2, 1.2],
  ['node:http, 1 event: otel / without', 1.1, 1.1],
  ['node:http, 500 events: / hand-written', 1.35, 1.9],
  ['node:http, 500 events: async handlers / hand-written', 1.6, 3.2],
  ['dedupe in memory, 100 events in a delivery: / without', 1.5, 2.8],
  ['dedupe on Redis, 100 events in a delivery: / without', 4, 3.3],
  ['dedupe on Redis, 100 events in a delivery: claim and mark / raw SET', 3, 9],
  ['presence on Redis, 100 events in a delivery: / without', 2.5, 3.5],
  ['@signalr-events/core: import / zod', 0.15, 0.12],
  ['@signalr-events/express: import / zod', 0.15, 0.17],
  ['an event that dedupe remembers with memoryStore: bytes', 250, 150],
  ['an event that is handled and not remembered: bytes', 2, 5],
  ['@azure/eventgrid / handle: 1 event', 1, 2.1, 'at least'],
  ['@azure/eventgrid / handle: 10 events', 3, 3, 'at least'],
  ['@azure/eventgrid / handle: 500 events', 3, 3.2, 'at least'],
]

export const budgets: readonly Budget[] = rows.map(([figure, goal, reference, atLeast]) => ({
  ...{ figure, goal, atLeast: atLeast !== undefined },
  limit: atLeast === undefined ? reference * TOLERANCE : reference / TOLERANCE,
}))

const names = new Set(budgets.map(({ figure }) => figure))

/** Whether a figure has a budget, so that `--check` measures it. */
export function isBudgeted(row: string, column: string): boolean {
  return names.has(`${row}: ${column}`)
}

/** Whether a value keeps to a bound of a budget. One that was not measured does not. */
export function isWithin({ atLeast }: Budget, bound: number, value = Number.NaN): boolean {
  return atLeast ? value >= bound : value <= bound
}
