/** Recent rates per second. */
export interface Rates {
  /** Takes the current totals and returns by how much each grew per second, recently. */
  take(now: number, totals: readonly number[]): number[]
}

const windowMs = 2000

/** Creates rates over the last two seconds. Times are in milliseconds. */
export function createRates(): Rates {
  let samples: { readonly time: number; readonly totals: readonly number[] }[] = []
  return {
    take(now, totals) {
      samples = [...samples.filter(({ time }) => time >= now - windowMs), { time: now, totals }]
      const first = samples[0] ?? { time: now, totals }
      const seconds = (now - first.time) / 1000
      return totals.map((total, i) => (seconds === 0 ? 0 : (total - (first.totals[i] ?? 0)) / seconds))
    },
  }
}
