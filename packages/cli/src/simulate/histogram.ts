/** How values are spread, in memory that does not grow. */
export interface Histogram {
  add(value: number): void
  /** The value below which a share of all values is, from 0 to 1, exact to 5 %; `undefined` without any. */
  quantile(share: number): number | undefined
  /** The highest value; `undefined` without any. */
  readonly max: number | undefined
}

// Each bucket reaches 5 % higher than the one before; 500 of them reach from 1 to more than 10 ** 10.
const growth = Math.log(1.05)
const size = 500

/** Makes an empty histogram of values from 0 on. What is below 1 counts as 1. */
export function createHistogram(): Histogram {
  const buckets = new Float64Array(size)
  let count = 0
  let max: number | undefined

  return {
    add(value) {
      const bucket = Math.ceil(Math.log(Math.max(value, 1)) / growth)
      const index = Math.min(bucket, size - 1)
      buckets[index] = (buckets[index] ?? 0) + 1
      count++
      max = Math.max(max ?? 0, value)
    },
    quantile(share) {
      if (max === undefined) return undefined
      let below = 0
      const index = buckets.findIndex((n) => {
        below += n
        return below >= share * count
      })
      return Math.min(Math.exp(index * growth), Math.max(max, 1))
    },
    get max() {
      return max
    },
  }
}
