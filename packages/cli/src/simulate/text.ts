import { toCount, toCounts, toTime } from './format.js'
import type { Progress } from './progress.js'

const waiting = 'what is still to come is waited for'

/** How far a simulation is, as a table. */
export function toTable(progress: Progress): string[] {
  const { elapsed, online, connecting, disconnecting, tally, over } = progress
  return [
    '',
    toRow('online', `${toCount(online)} · +${connecting.toFixed(1)}/s · −${disconnecting.toFixed(1)}/s`),
    ...toNumbers(progress),
    toRow('retries', `${toCount(tally.waiting())} waiting`),
    ...tally.failures.map((failure, i) => toRow(i === 0 ? 'failures' : '', failure)),
    '',
    `${toTime(elapsed)} · ${over ? `${waiting}; ` : ''}q ends it`,
  ]
}

/** How far a simulation is, in one line. */
export function toLine({ elapsed, online, published, subscription, tally, over }: Progress): string {
  const { delivered, pending, deadLettered, dropped } = subscription
  return [
    toTime(elapsed),
    `${online} online`,
    `${published} published, ${delivered} delivered, ${pending} pending`,
    `${deadLettered} dead-lettered, ${dropped} dropped`,
    `attempts ${toCounts(tally.answers)}`,
    ...(over ? [waiting] : []),
  ].join(' | ')
}

/** What became of the events, in rows. */
export function toNumbers({ published, subscription, tally: { answers, lag } }: Progress): string[] {
  const { delivered, pending, deadLettered, dropped, attempts } = subscription
  const [p50, p95, max] = [lag.quantile(0.5), lag.quantile(0.95), lag.max].map((ms) =>
    ms === undefined ? '–' : toTime(ms),
  )
  return [
    toRow('events', toParts({ published, delivered, pending })),
    toRow('attempts', `${toCount(attempts)} · ${toCounts(answers)}`),
    toRow('given up', toParts({ 'dead-lettered': deadLettered, dropped })),
    toRow('lag', `p50 ${p50} · p95 ${p95} · max ${max}, of this machine`),
  ]
}

/** A name and what there is to say. */
export function toRow(name: string, text: string): string {
  return `${name.padEnd(10)}${text}`
}

/** Counts of what their names say: `5 published · 3 delivered`. */
function toParts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${toCount(count)} ${name}`)
    .join(' · ')
}
