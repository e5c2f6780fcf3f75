/** A duration: milliseconds, or a number with a unit (`ms`, `s`, `m`, `h`, `d`), such as `'90s'` or `'24h'`. */
export type Duration = number | `${number}${keyof typeof units}`

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

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
  const text = typeof duration === 'number' ? `${duration}ms` : String(duration)
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (number === undefined) throw new TypeError(`${name} must be milliseconds or like '10m', got ${duration}`)
  return Number(number) * units[unit as keyof typeof units]
}
