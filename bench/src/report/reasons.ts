import type { BudgetResult } from '../budget-results.js'

/** Why a figure may miss its goal. The first match counts. */
const reasons: readonly (readonly [figures: RegExp, reason: string])[] = [
  [
    /async handlers/,
    '**Async handlers**: each costs its promise, a reaction to it, and the queue that keeps the events of its connection in order.',
  ],
  [
    /cloudevents/,
    '**CloudEvents** are shorter than the same events in Event Grid schema. JSON.parse takes less time, but the checks take the same.',
  ],
  [
    /dedupe/,
    '**Deduplication**: a failed event must be retried, so its id is claimed first and remembered only when the handler has succeeded. A Set that remembers ids at once, and so loses failed events, is [compared](#over-http).',
  ],
  [
    /^http\.hono/,
    '**Hono**: its Node server copies a body that is read as bytes. Reading text is cheaper, but would hide invalid UTF-8.',
  ],
  [/parser/, '**Behind a parser**: such a route saves only the parser, and it does not check events.'],
  [/^http/, '**Hand-written**: such a route reads no headers and has no deadline.'],
  [
    /^deduplication/,
    '**Deduplication in one process**: an event that waits for its claim and its mark keeps its promises alive, and most of the cost is to collect them.',
  ],
  [/^stores/, '**`memoryStore`**: a claim has a lease, which is more work than two calls of a Set.'],
]

/** Lists why goals were missed, in Markdown. */
export function toReasons(results: readonly BudgetResult[]): string {
  const missed = results.filter(({ reachesGoal }) => !reachesGoal)
  const found = missed.flatMap(
    ({ budget }) => reasons.find(([figures]) => figures.test(budget.figure))?.[1] ?? [],
  )
  return [...new Set(found)].map((reason) => `- ${reason}`).join('\n')
}
