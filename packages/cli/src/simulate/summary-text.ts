import { toCount, toCounts, toTime } from './format.js'
import type { SimulateOptions } from './options.js'
import type { Progress } from './progress.js'
import type { Result } from './result.js'
import { toLag, toRow } from './text.js'

/** How many lost disconnects are named. */
const named = 10

/** What came of a simulation, in words. */
export function toSummary({ options, handshake, end }: Result): string {
  const lines =
    end === undefined
      ? [
          `${handshake.state}: ${handshake.reason}.`,
          'Nothing is delivered without a handshake. `signalr-events doctor <url>` looks for the reason.',
        ]
      : [...toNumbers(end, options), ...toLost(end), ...toGivenUp(end, options.deadLetter)]
  return lines.map((line) => `${line}\n`).join('')
}

function toNumbers(end: Progress, { timeScale, faults: asked }: SimulateOptions): string[] {
  const { elapsed, online, published, subscription, tally } = end
  const { delivered, deadLettered, dropped, pending, attempts } = subscription
  const { answers, faults } = tally
  // A reset on purpose looks like any other.
  const resets = asked === true || asked?.has('resets') === true
  return [
    '',
    toRow('time', toTime(elapsed)),
    toRow(
      'events',
      `${toCount(published)} published · ${toCount(delivered)} delivered · ${toCount(pending)} pending`,
    ),
    toRow('attempts', `${toCount(attempts)} · ${toCounts(answers)}`),
    toRow('given up', `${toCount(deadLettered)} dead-lettered · ${toCount(dropped)} dropped`),
    toRow('lag', `${toLag(end)} here; × ${timeScale} by the clock of Event Grid`),
    toRow('faults', `${toCounts(faults)}${resets ? ' · resets: see ECONNRESET' : ''}`),
    toRow('online', `${toCount(online)} in truth`),
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

function toGivenUp({ subscription }: Progress, file: string | undefined): string[] {
  if (file !== undefined && subscription.deadLettered > 0)
    return ['', `\`signalr-events send <url> --file ${file}\` delivers the dead letters again.`]
  if (subscription.dropped > 0) return ['', 'What was dropped is gone. --dead-letter <file> keeps it.']
  return []
}
