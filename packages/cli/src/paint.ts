import { styleText } from 'node:util'
import type { DeliveryResult } from '@signalr-events/simulator'

/** Colors text, if the stream shows colors. */
export type Paint = (color: Color, text: string) => string

/** The colors of the program. */
export type Color = 'green' | 'yellow' | 'red' | 'bold' | 'dim'

/** The color of each delivery result. */
export const outcomeColors: Readonly<Record<DeliveryResult['state'], Color>> = {
  accepted: 'green',
  retried: 'yellow',
  lost: 'red',
}

/**
 * Creates colors for a stream: on a terminal, unless `NO_COLOR` is set; elsewhere only if `FORCE_COLOR` is set.
 * @see https://nodejs.org/docs/latest-v20.x/api/util.html#utilstyletextformat-text-options
 */
export function createPaint(stream: NodeJS.WritableStream): Paint {
  return (color, text) => styleText(color, text, { stream })
}
