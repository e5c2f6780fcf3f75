import { toMilliseconds } from '@signalr-events/internal'

/** A duration: milliseconds, or a number with a unit (`ms`, `s`, `m`, `h`, `d`), such as `'90s'` or `'24h'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/**
 * Converts a duration to milliseconds. It is a separate entry so that a command line can load it alone.
 *
 * @param name the name of the option in the error message
 * @throws {TypeError} if it is not a duration
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
