import { toCount, toCounts, toTime } from './format.js'
import type { Progress } from './progress.js'

/** How far a simulation is, in rows of at most 80 columns unless there are many kinds of answers. */
export function toRows(progress: Progress): string[] {
  const { elapsed, online, connecting, disconnecting, published, subscription, tally, over } = progress
  const { delivered, pending, deadLettered, dropped } = subscription
  return [
    '',
    toRow('online', `${toCount(online)} · +${connecting.toFixed(1)}/s · −${disconnecting.toFixed(1)}/s`),
    toRow(
      'events',
      `${toCount(published)} published · ${toCount(delivered)} delivered · ${toCount(pending)} pending`,
    ),
    toRow('attempts', toCounts(tally.answers)),
    toRow('retries', `${toCount(tally.waiting())} waiting`),
    toRow('given up', `${toCount(deadLettered)} dead-lettered · ${toCount(dropped)} dropped`),
    toRow('lag', toLag(progress)),
    ...tally.failures.map((failure, i) => toRow(i === 0 ? 'failures' : '', failure)),
    '',
    `${toTime(elapsed)} · ${over ? `${waiting}; ` : ''}q ends it`,
  ]
}

const waiting = 'what is still to come is waited for'

/** The same in one line. */
export function toLine(progress: Progress): string {
  const { elapsed, online, published, subscription, tally, over } = progress
  const { delivered, pending, deadLettered, dropped } = subscription
  return [
    toTime(elapsed),
    `${online} online`,
    `${published} published, ${delivered} delivered, ${pending} pending`,
    `${deadLettered} dead-lettered, ${dropped} dropped`,
    `attempts ${toCounts(tally.answers)}`,
    `lag ${toLag(progress)}`,
    ...(over ? [waiting] : []),
  ].join(' | ')
}

/** A name and what there is to say. */
export function toRow(name: string, text: string): string {
  return `${name.padEnd(10)}${text}`
}

/** How long events took, in the time of this machine. */
export function toLag({ tally: { lag } }: Progress): string {
  const [p50, p95, max] = [lag.quantile(0.5), lag.quantile(0.95), lag.max].map((value) =>
    value === undefined ? '–' : toTime(value),
  )
  return `p50 ${p50} · p95 ${p95} · max ${max}`
}
