import { type Figures, figure } from '../section.js'
import { type Comparison, listComparisons } from './comparisons.js'
import { toDigits, toRound } from './format.js'
import { toGrid } from './markdown.js'

const frameworks = ['express', 'koa', 'hono', 'fastify', 'node:http'] as const

/** Summarizes the figures for users. */
export function toSummary(figures: Figures): string {
  return [toThroughput(figures), toRedis(figures), toComparisons(figures)].join('\n\n')
}

/** Returns how many events per second one core handles. */
function eventsPerSecond(figures: Figures, framework: string, events: number): number {
  return (
    (events * 1e6) /
    figure(figures, `http.${framework}.eventgrid-${events}.signalr-events/hand-written.cost`).median
  )
}

function toThroughput(figures: Figures): string {
  const rows = frameworks.map((framework) => [
    framework,
    ...[1, 500].map((events) => toRound(eventsPerSecond(figures, framework, events))),
  ])
  return `Events per second that one core of this machine handles, without the work of your handlers:

${toGrid({ head: ['', 'one event per delivery', '500 events per delivery'], rows })}`
}

function toRedis(figures: Figures): string {
  const measured = [1, 10, 500].map((batch) => {
    const cpu = figures.get(`redis.cpu ${batch}`)?.median
    return cpu === undefined ? undefined : ([batch, 1e6 / cpu] as const)
  })
  const known = measured.filter((each) => each !== undefined)
  const [first] = known
  if (first === undefined) return 'Redis was not measured: there was no `redis-server`.'
  const list = known.map(([batch, events]) => `${toRound(events)} with ${batch} per delivery`).join(', ')
  return `One Redis can deduplicate this many events per second: ${list}.
${toDeduplication(figures)}`
}

function toDeduplication(figures: Figures): string {
  const costs = [1, 10, 100].map((batch) => {
    const median = (id: string) => figures.get(`deduplication.${batch}.${id}`)?.median ?? Number.NaN
    return `${toDigits(median('redis.cost') - median('redis.base'))} µs with ${batch} per delivery`
  })
  return `Deduplication on Redis is the largest cost of all. It adds this much CPU time of Node to each event: ${costs.join(', ')}.`
}

function toComparisons(figures: Figures): string {
  const all = listComparisons(figures).toSorted((a, b) => b.ratio - a.ratio)
  return `Where signalr-events costs more:

${toList(all.filter(({ ratio }) => ratio > 1))}

Where it costs less:

${toList(all.filter(({ ratio }) => ratio <= 1))}

The candidates do not do the same work. [Below](#in-one-process) is what each of them checks.`
}

function toList(comparisons: readonly Comparison[]): string {
  if (comparisons.length === 0) return 'Nowhere.'
  const rows = comparisons.map(({ subject, rival, ratio }) => [subject, `${toDigits(ratio)} × ${rival}`])
  return toGrid({ head: ['', 'signalr-events costs'], rows })
}
