/** A histogram of values, in constant memory. */
export interface Histogram {
  add(value: number): void
  /** The value that a share of all values (from 0 to 1) does not exceed, exact to 5 %; `undefined` without values. */
  quantile(share: number): number | undefined
  /** The highest value; `undefined` without values. */
  readonly max: number | undefined
}

// The limit of each bucket is 5 % higher than that of the previous one. 500 buckets reach beyond 10 ** 10.
const growth = Math.log(1.05)
const size = 500

/** Creates an empty histogram of values from 0 on. Values below 1 count as 1. */
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
