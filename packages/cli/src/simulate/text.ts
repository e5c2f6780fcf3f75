import { classifyDelivery } from '@signalr-events/simulator'
import { toCount, toCounts, toTime } from '../format.js'
import { type Color, outcomeColors, type Paint } from '../paint.js'
import { keepTogether, wrap } from '../wrap.js'
import type { Progress } from './progress.js'

const waiting = 'waiting for pending events'

/** Formats the progress of a simulation as a table, in lines of at most `width` columns. */
export function toTable(progress: Progress, paint: Paint, width: number): string[] {
  const { elapsed, online, connecting, disconnecting, stats, over } = progress
  const retries = stats.waiting()
  const rates = `${toCount(online)} · +${connecting.toFixed(1)}/s · −${disconnecting.toFixed(1)}/s`
  return [
    '',
    toRow('online', rates, paint, width),
    ...toNumbers(progress, paint, width),
    toRow(
      'retries',
      paint(retries === 0 ? 'dim' : 'yellow', keepTogether(`${toCount(retries)} waiting`)),
      paint,
      width,
    ),
    ...stats.failures.map(({ outcome, text }, i) =>
      toRow(i === 0 ? 'failures' : '', paint(outcomeColors[outcome], text), paint, width),
    ),
    '',
    paint('dim', wrap(`${toTime(elapsed)} · ${over ? `${waiting}; ` : ''}press q to stop`, width)),
  ].flatMap((row) => row.split('\n'))
}

/** Formats the progress of a simulation as one line, broken at `width` columns. */
export function toLine(
  { elapsed, online, published, subscription, stats, over }: Progress,
  width: number,
): string {
  const { delivered, pending, deadLettered, dropped } = subscription
  const parts = [
    toTime(elapsed),
    `${online} online`,
    `${published} published`,
    `${delivered} delivered`,
    `${pending} pending`,
    ...(deadLettered > 0 ? [`${deadLettered} dead-lettered`] : []),
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
    toCounts(stats.answers, (_, text) => keepTogether(text)),
    ...(over ? [keepTogether(waiting)] : []),
  ]
  return wrap(parts.join(' · '), width, '  ')
}

/** Formats what happened to the events, in rows. */
export function toNumbers(
  { published, subscription, stats }: Progress,
  paint: Paint,
  width: number,
): string[] {
  const { delivered, pending, deadLettered, dropped, attempts } = subscription
  const { answers, lag } = stats
  const [p50, p95, max] = [lag.quantile(0.5), lag.quantile(0.95), lag.max].map((ms) =>
    keepTogether(ms === undefined ? '–' : toTime(ms)),
  )
  const painted = toCounts(answers, (answer, text) => paint(toColor(answer), keepTogether(text)))
  return [
    toRow('events', toParts({ published, delivered, pending }, paint), paint, width),
    toRow('attempts', `${toCount(attempts)} · ${painted}`, paint, width),
    toRow('undelivered', toParts({ 'dead-lettered': deadLettered, dropped }, paint), paint, width),
    toRow('lag', `p50\u00a0${p50} · p95\u00a0${p95} · max\u00a0${max} (real time)`, paint, width),
  ]
}

/** Formats a label and a text, which is wrapped at `width` columns. */
export function toRow(label: string, text: string, paint: Paint, width: number): string {
  const indent = ' '.repeat(12)
  return `${paint('dim', label.padEnd(indent.length))}${wrap(text, width, indent, indent.length)}`
}

/** The color of a status, or of an error code. */
function toColor(answer: string): Color {
  const status = /^\d+$/.test(answer) ? Number(answer) : undefined
  return outcomeColors[classifyDelivery(status).state]
}

const colors: Readonly<Record<string, Color>> = { delivered: 'green', 'dead-lettered': 'red', dropped: 'red' }

/** Formats counts with their names: `5 published · 3 delivered`. */
function toParts(counts: Readonly<Record<string, number>>, paint: Paint): string {
  return Object.entries(counts)
    .map(([name, count]) =>
      paint((count > 0 && colors[name]) || 'dim', keepTogether(`${toCount(count)} ${name}`)),
    )
    .join(' · ')
}
