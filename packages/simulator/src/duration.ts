/** A length of time: milliseconds, or a number and its unit, e.g. `'90s'`, `'10m'`, `'24h'`. */
export type Duration = number | `${number}${keyof typeof units}`

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

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
  const text = typeof duration === 'number' ? `${duration}ms` : String(duration)
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (number === undefined) throw new TypeError(`${name} must be milliseconds or like '10m', got ${duration}`)
  return Number(number) * units[unit as keyof typeof units]
}
