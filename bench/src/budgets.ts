import { type Cell, nameOf, toCells, toDigits } from './table.js'

/** A figure, what it should be, and what it is on a quiet machine. */
export interface Budget {
  readonly figure: string
  readonly goal: number
  readonly reference: number
  /** Whether more is better. */
  readonly atLeast?: true
}

/** How far a figure may be from its reference before `--check` fails. */
const TOLERANCE = 1.3

// When a figure gets better, lower its reference.
export const budgets: readonly Budget[] = [
  { figure: 'handle: 1 event', goal: 2.2, reference: 2.3 },
  { figure: 'handle, async handlers: 1 event', goal: 3.3, reference: 3.9 },
  { figure: 'handle: 500 events', goal: 1.6, reference: 1.6 },
  { figure: 'handle, async handlers: 500 events', goal: 2.4, reference: 2 },
  { figure: 'µs per event, by events in a delivery, / the first: 2,000', goal: 1.3, reference: 1 },
  { figure: 'µs per delivery, by deliveries in flight, / the first: 500', goal: 1.3, reference: 1.4 },
  { figure: 'express, 1 event: / hand-written', goal: 1.1, reference: 1.1 },
  { figure: 'express, 1 event: / hand-written, parser', goal: 0.9, reference: 1 },
  { figure: 'koa, 1 event: / hand-written', goal: 1.2, reference: 1.1 },
  { figure: 'hono, 1 event: / hand-written', goal: 1.15, reference: 1.2 },
  { figure: 'fastify, 1 event: / hand-written', goal: 1.25, reference: 1.1 },
  { figure: 'node:http, 1 event: / hand-written', goal: 1.2, reference: 1.1 },
  { figure: 'node:http, 1 event: otel / without', goal: 1.1, reference: 1.1 },
  { figure: 'node:http, 500 events: / hand-written', goal: 1.35, reference: 1.5 },
  { figure: 'node:http, 500 events: async handlers / hand-written', goal: 1.6, reference: 1.9 },
  { figure: 'dedupe in memory, 100 events in a delivery: / without', goal: 1.5, reference: 1.9 },
  { figure: 'dedupe on Redis, 100 events in a delivery: / without', goal: 4, reference: 2.6 },
  { figure: 'dedupe on Redis, 100 events in a delivery: claim and mark / raw SET', goal: 3, reference: 6.8 },
  { figure: 'presence on Redis, 100 events in a delivery: / without', goal: 2.5, reference: 2.5 },
  { figure: 'presence on Redis: a connected event / SET', goal: 5, reference: 4.8 },
  { figure: 'presence on Redis: a disconnected event / SET', goal: 5.5, reference: 4.9 },
  { figure: 'presence on Redis: bytes of a live connection and its user', goal: 360, reference: 310 },
  { figure: 'presence on Redis: bytes of a tombstone', goal: 15, reference: 9 },
  { figure: 'presence in memory: a connected event / by hand', goal: 3, reference: 4.5 },
  { figure: 'presence in memory: a disconnected event / by hand', goal: 3, reference: 3.5 },
  { figure: '@signalr-events/core: import / zod', goal: 0.15, reference: 0.12 },
  { figure: '@signalr-events/express: import / zod', goal: 0.15, reference: 0.17 },
  { figure: 'an event that dedupe remembers with memoryStore: bytes', goal: 250, reference: 150 },
  { figure: 'an event that is handled and not remembered: bytes', goal: 2, reference: 2 },
  { figure: '@azure/eventgrid / handle: 1 event', goal: 1, reference: 2.3, atLeast: true },
  { figure: '@azure/eventgrid / handle: 10 events', goal: 3, reference: 3.3, atLeast: true },
  { figure: '@azure/eventgrid / handle: 500 events', goal: 3, reference: 3.6, atLeast: true },
]

/** Whether a figure has a budget, so that `--check` measures it. */
export function isBudgeted(figure: Pick<Cell, 'row' | 'column'>): boolean {
  return budgets.some((budget) => budget.figure === nameOf(figure))
}

/** Whether a figure is not within its limit, or was not measured. */
export function isFailed(budget: Budget, figures: ReadonlyMap<string, number>): boolean {
  const value = figures.get(budget.figure) ?? Number.NaN
  return !(budget.atLeast ? value >= toLimit(budget) : value <= toLimit(budget))
}

function toLimit({ reference, atLeast }: Budget): number {
  return atLeast ? reference / TOLERANCE : reference * TOLERANCE
}

/** What was measured, with its goals and limits. */
export function toGoals(figures: ReadonlyMap<string, number>): Cell[] {
  return budgets.flatMap((budget) => {
    const sign = budget.atLeast ? '≥' : '≤'
    return toCells(budget.figure, {
      measured: figures.get(budget.figure) ?? 'no',
      goal: `${sign} ${toDigits(budget.goal)}`,
      'limit of `--check`': `${sign} ${toDigits(toLimit(budget))}`,
    })
  })
}
