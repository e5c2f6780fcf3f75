import { type Figures, figure } from '../section.js'
import { type Comparison, listComparisons } from './comparisons.js'
import { toDigits, toRound } from './format.js'
import { toGrid } from './markdown.js'

const frameworks = ['express', 'koa', 'hono', 'fastify', 'node:http'] as const

/** What the figures mean for a user, every number out of this run. */
export function toMeaning(figures: Figures): string {
  return [toThroughput(figures), toRedis(figures), toComparisons(figures)].join('\n\n')
}

/** Events that one core handles in a second. */
function eventsPerSecond(figures: Figures, framework: string, events: number): number {
  return (
    (events * 1e6) /
    figure(figures, `http.${framework}.eventgrid-${events}.signalr-events/by hand.cost`).median
  )
}

function toThroughput(figures: Figures): string {
  const rows = frameworks.map((framework) => [
    framework,
    ...[1, 500].map((events) => toRound(eventsPerSecond(figures, framework, events))),
  ])
  return `So many clients can connect in a second, with one core of this machine for nothing else, before your handlers
have done anything:

${toGrid({ head: ['', 'one event in a delivery', '500 events in a delivery'], rows })}`
}

function toRedis(figures: Figures): string {
  const asked = [1, 10, 500].map((batch) => {
    const cpu = figures.get(`redis.cpu ${batch}`)?.median
    return cpu === undefined ? undefined : ([batch, 1e6 / cpu] as const)
  })
  const known = asked.filter((each) => each !== undefined)
  const [first] = known
  if (first === undefined) return 'Redis was not measured: there was no `redis-server`.'
  const list = known.map(([batch, events]) => `${toRound(events)} with ${batch} in a delivery`).join(', ')
  const processes = first[1] / eventsPerSecond(figures, 'express', 1)
  return `One Redis that deduplicates has CPU time for so many events a second: ${list}.
With one event in a delivery it becomes the limit when more than ${toDigits(processes)} cores run Express.`
}

function toComparisons(figures: Figures): string {
  const all = listComparisons(figures).toSorted((a, b) => b.ratio - a.ratio)
  return `Where ours is not the cheapest:

${toList(all.filter(({ ratio }) => ratio > 1))}

Where it is:

${toList(all.filter(({ ratio }) => ratio <= 1))}

They do not all do the same work: what each lets through unchecked is [below](#in-one-process).`
}

function toList(comparisons: readonly Comparison[]): string {
  if (comparisons.length === 0) return 'Nowhere.'
  const rows = comparisons.map(({ subject, rival, ratio }) => [subject, `${toDigits(ratio)} × ${rival}`])
  return toGrid({ head: ['', 'ours costs'], rows })
}
