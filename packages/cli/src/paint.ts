import { styleText } from 'node:util'
import type { DeliveryVerdict } from '@signalr-events/simulator'

/** Text in a colour, where colours are shown. */
export type Paint = (color: Color, text: string) => string

/** The colours of the program. */
export type Color = 'green' | 'yellow' | 'red' | 'bold' | 'dim'

/** What became of events, in colour. */
export const outcomeColors: Readonly<Record<DeliveryVerdict['state'], Color>> = {
  accepted: 'green',
  retried: 'yellow',
  lost: 'red',
}

/**
 * Colours for what goes to a stream: on a terminal, unless `NO_COLOR` is set; elsewhere if `FORCE_COLOR` is.
 * @see https://nodejs.org/docs/latest-v20.x/api/util.html#utilstyletextformat-text-options
 */
export function createPaint(stream: NodeJS.WritableStream): Paint {
  return (color, text) => styleText(color, text, { stream })
}
