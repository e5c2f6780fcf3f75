const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Milliseconds of a length of time: a number of them, or a number and its unit, e.g. `'90s'`, `'10m'`, `'24h'`.
 *
 * @throws {TypeError} with `name` if it is neither
 */
export function toMilliseconds(duration: number | string, name: string): number {
  const text = typeof duration === 'number' ? `${duration}ms` : String(duration)
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (number === undefined) throw new TypeError(`${name} must be milliseconds or like '10m', got ${duration}`)
  return Number(number) * units[unit as keyof typeof units]
}
