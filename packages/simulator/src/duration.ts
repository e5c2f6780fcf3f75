import { toMilliseconds } from '@signalr-events/internal'

/** A length of time: milliseconds, or a number and its unit, e.g. `'90s'`, `'10m'`, `'24h'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/**
 * A length of time in milliseconds. An entry of its own, since a command line needs it before all else.
 *
 * @param name what the error calls it
 * @throws {TypeError} when it is none
 * @example
 * ```ts
 * import { toMs } from '@signalr-events/simulator/duration'
 *
 * console.log(toMs('1.5m')) // 90000
 * ```
 */
export function toMs(duration: Duration, name = 'duration'): number {
  return toMilliseconds(duration, name)
}
