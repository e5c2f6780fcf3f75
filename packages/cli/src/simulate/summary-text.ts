import { handshakeAdvice } from '../advice.js'
import { toCount, toCounts, toTime } from '../format.js'
import type { Paint } from '../paint.js'
import type { SimulateOptions } from './options.js'
import type { Progress } from './progress.js'
import type { Result } from './result.js'
import { toNumbers, toRow } from './text.js'

/** How many lost disconnects are named. */
const named = 10

/** What came of a simulation, in words. */
export function toSummary({ options, handshake: { state, reason }, end }: Result, paint: Paint): string {
  const lines =
    end === undefined
      ? [`${paint('red', state)}: ${reason}.`, handshakeAdvice]
      : [...toRows(end, options, paint), ...toLost(end), ...toGivenUp(end, options)]
  return lines.map((line) => `${line}\n`).join('')
}

function toRows(end: Progress, { faults: asked }: SimulateOptions, paint: Paint): string[] {
  // A reset on purpose looks like any other.
  const resets = asked === true || asked?.has('resets') === true
  return [
    '',
    toRow('time', toTime(end.elapsed), paint),
    ...toNumbers(end, paint),
    toRow('faults', `${toCounts(end.tally.faults)}${resets ? ' · resets: see ECONNRESET' : ''}`, paint),
    toRow('online', `${toCount(end.online)} in truth`, paint),
  ]
}

function toLost({ tally: { lost } }: Progress): string[] {
  if (lost.length === 0) return []
  const more = lost.length - named
  return [
    '',
    'Lost disconnects; the webhook cannot know that these have left:',
    ...lost.slice(0, named).map((connectionId) => `  ${connectionId}`),
    ...(more > 0 ? [`  and ${toCount(more)} more`] : []),
  ]
}

function toGivenUp({ subscription }: Progress, { deadLetter }: SimulateOptions): string[] {
  if (deadLetter !== undefined && subscription.deadLettered > 0)
    return ['', `\`signalr-events send <url> --file ${deadLetter}\` delivers the dead letters again.`]
  if (subscription.dropped > 0) return ['', 'What was dropped is gone. --dead-letter <file> keeps it.']
  return []
}
