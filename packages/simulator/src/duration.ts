/** A length of time: milliseconds, or a number and its unit, e.g. `'90s'`, `'10m'`, `'24h'`. */
export type Duration = number | `${number}${keyof typeof units}`

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Milliseconds.
 *
 * @throws TypeError that names the option, when it is no length of time
 */
export function toMs(duration: Duration, name: string): number {
  const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(String(duration)) ?? []
  if (number === undefined)
    throw new TypeError(`${name} must be milliseconds or like '10m', got ${String(duration)}`)
  return Number(number) * units[unit as keyof typeof units]
}
