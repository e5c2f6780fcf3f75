import { handshakeAdvice } from '../advice.js'
import { explainReason } from '../failure.js'
import { toCount, toCounts, toTime } from '../format.js'
import type { Paint } from '../paint.js'
import { wrap } from '../wrap.js'
import type { SimulateOptions } from './options.js'
import type { Progress } from './progress.js'
import type { Result } from './result.js'
import { toNumbers, toRow } from './text.js'

/** How many lost disconnected events are listed. */
const maxListed = 10

/** Formats the result of a simulation for people, in lines of at most `width` columns. */
export function toSummary(
  { options, handshake: { state, reason }, end }: Result,
  paint: Paint,
  width: number,
): string {
  const lines =
    end === undefined
      ? [wrap(`${paint('red', state)}: ${explainReason(reason)}`, width), wrap(handshakeAdvice, width)]
      : [...toRows(end, options, paint, width), ...toLost(end, width), ...toUndelivered(end, options, width)]
  return lines.map((line) => `${line}\n`).join('')
}

function toRows(end: Progress, { faults }: SimulateOptions, paint: Paint, width: number): string[] {
  // An injected reset looks like any other reset.
  const resets = faults === true || faults?.has('resets') === true
  return [
    '',
    toRow('time', toTime(end.elapsed), paint, width),
    ...toNumbers(end, paint, width),
    toRow(
      'faults',
      `${toCounts(end.stats.faults)}${resets ? ' · resets: see ECONNRESET' : ''}`,
      paint,
      width,
    ),
    toRow('online', `${toCount(end.online)} really open`, paint, width),
  ]
}

function toLost({ stats: { lost } }: Progress, width: number): string[] {
  if (lost.length === 0) return []
  const more = lost.length - maxListed
  return [
    '',
    wrap('Lost disconnected events. To the webhook, these connections are still open:', width),
    ...lost.slice(0, maxListed).map((connectionId) => `  ${connectionId}`),
    ...(more > 0 ? [`  and ${toCount(more)} more`] : []),
  ]
}

function toUndelivered({ subscription }: Progress, { deadLetter }: SimulateOptions, width: number): string[] {
  if (deadLetter !== undefined && subscription.deadLettered > 0)
    return ['', 'To deliver the dead letters again:', `  signalr-events send <url> --file ${deadLetter}`]
  if (subscription.dropped > 0)
    return ['', wrap('Dropped events are lost. To keep them, use --dead-letter <file>.', width)]
  return []
}
