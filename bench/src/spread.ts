/** A figure that was measured many times: its median and its quartiles. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** The median and quartiles of values. */
export function toSpread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

/** A figure that does not vary. */
export function toExact(value: number): Spread {
  return { median: value, low: value, high: value }
}

function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place % 1)
}
