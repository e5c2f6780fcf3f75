/** Formats a count: `12,345`. */
export function toCount(count: number): string {
  return count.toLocaleString('en')
}

const units = [
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
] as const

/** Formats a duration in its largest unit: `4 ms`, `1.5 s`, `30 s`, `10 m`, `6 h`. */
export function toTime(ms: number): string {
  // One millisecond less than a unit counts as the unit.
  const [size, unit] = units.find(([size]) => ms + 1 >= size) ?? [1, 'ms']
  const value = ms / size
  return `${unit === 'ms' || value >= 9.95 ? Math.round(value) : Number(value.toFixed(1))} ${unit}`
}

/** Formats counts by name: `200: 5 · 503: 1`. Each may be painted by its name. */
export function toCounts(
  counts: ReadonlyMap<string, number>,
  paint: (name: string, text: string) => string = (_, text) => text,
): string {
  return [...counts].map(([name, count]) => paint(name, `${name}: ${toCount(count)}`)).join(' · ') || 'none'
}
