import type { Verdict } from '../verdict.js'

/** What figures are spent on that may miss their goals; the first that fits counts. */
const reasons: readonly (readonly [figures: RegExp, reason: string])[] = [
  [
    /async handlers/,
    '**Async handlers**: one that waits costs its promise, a reaction to it, and the lane that keeps the events of its connection in order.',
  ],
  [
    /cloudevents/,
    '**CloudEvents** are shorter than the same events in Event Grid schema: JSON.parse takes less time, the checks as much.',
  ],
  [
    /dedupe/,
    '**Deduplication**: what fails must come again, so an event is claimed, the claim held until its handler has ended, and only then remembered. What a Set costs that remembers at once, and loses what fails, stands [beside it](#over-http).',
  ],
  [
    /^http\.hono/,
    '**Hono**: its server on Node copies a body that is asked for as bytes. As text it would be cheaper, and broken UTF-8 would go unseen.',
  ],
  [
    /parser/,
    '**Behind a parser**: the parser saved is a part of what such a route costs, and every event is checked, which that route leaves.',
  ],
  [/^http/, '**By hand**: such a route looks at no head of a request and watches no deadline.'],
  [
    /^stores/,
    '**`memoryStore`**: a claim has a lease, and 128 bits are remembered in place of the id: more work than two calls of a Set.',
  ],
]

/** Why goals were missed, as a list in Markdown. */
export function toReasons(verdicts: readonly Verdict[]): string {
  const missed = verdicts.filter(({ reachesGoal }) => !reachesGoal)
  const found = missed.flatMap(
    ({ budget }) => reasons.find(([figures]) => figures.test(budget.figure))?.[1] ?? [],
  )
  return [...new Set(found)].map((reason) => `- ${reason}`).join('\n')
}
