import { judgeDelivery } from '@signalr-events/simulator'
import { toCount, toCounts, toTime } from '../format.js'
import { type Color, outcomeColors, type Paint } from '../paint.js'
import type { Progress } from './progress.js'

const waiting = 'what is still to come is waited for'

/** How far a simulation is, as a table. */
export function toTable(progress: Progress, paint: Paint): string[] {
  const { elapsed, online, connecting, disconnecting, tally, over } = progress
  const retries = tally.waiting()
  return [
    '',
    toRow(
      'online',
      `${toCount(online)} · +${connecting.toFixed(1)}/s · −${disconnecting.toFixed(1)}/s`,
      paint,
    ),
    ...toNumbers(progress, paint),
    toRow('retries', paint(retries === 0 ? 'dim' : 'yellow', `${toCount(retries)} waiting`), paint),
    ...tally.failures.map(({ outcome, text }, i) =>
      toRow(i === 0 ? 'failures' : '', paint(outcomeColors[outcome], text), paint),
    ),
    '',
    paint('dim', `${toTime(elapsed)} · ${over ? `${waiting}; ` : ''}q ends it`),
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
export function toNumbers({ published, subscription, tally }: Progress, paint: Paint): string[] {
  const { delivered, pending, deadLettered, dropped, attempts } = subscription
  const { answers, lag } = tally
  const [p50, p95, max] = [lag.quantile(0.5), lag.quantile(0.95), lag.max].map((ms) =>
    ms === undefined ? '–' : toTime(ms),
  )
  const painted = toCounts(answers, (answer, text) => paint(toColor(answer), text))
  return [
    toRow('events', toParts({ published, delivered, pending }, paint), paint),
    toRow('attempts', `${toCount(attempts)} · ${painted}`, paint),
    toRow('given up', toParts({ 'dead-lettered': deadLettered, dropped }, paint), paint),
    toRow('lag', `p50 ${p50} · p95 ${p95} · max ${max}, of this machine`, paint),
  ]
}

/** A name and what there is to say. */
export function toRow(name: string, text: string, paint: Paint): string {
  return `${paint('dim', name.padEnd(10))}${text}`
}

/** The colour of a status, or of the reason why there was none. */
function toColor(answer: string): Color {
  const status = /^\d+$/.test(answer) ? Number(answer) : undefined
  return outcomeColors[judgeDelivery(status).state]
}

const colors: Readonly<Record<string, Color>> = { delivered: 'green', 'dead-lettered': 'red', dropped: 'red' }

/** Counts of what their names say: `5 published · 3 delivered`. */
function toParts(counts: Readonly<Record<string, number>>, paint: Paint): string {
  return Object.entries(counts)
    .map(([name, count]) => paint((count > 0 && colors[name]) || 'dim', `${toCount(count)} ${name}`))
    .join(' · ')
}
