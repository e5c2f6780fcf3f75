/** The median and the quartiles of a figure. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Computes the median and the quartiles of values. */
export function toSpread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

/** A figure without spread. */
export function toExact(value: number): Spread {
  return { median: value, low: value, high: value }
}

function quantile(sorted: readonly number[], share: number): number {
  const index = (sorted.length - 1) * share
  const below = sorted[Math.floor(index)] ?? Number.NaN
  const above = sorted[Math.ceil(index)] ?? Number.NaN
  return below + (above - below) * (index % 1)
}
