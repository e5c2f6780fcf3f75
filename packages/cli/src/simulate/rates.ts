/** How many a second, of late. */
export interface Rates {
  /** Takes the totals of now; returns what was added to each in a second, over the last few times. */
  take(now: number, totals: readonly number[]): number[]
}

const span = 2000

/** Begins to measure. Times are in milliseconds. */
export function createRates(): Rates {
  let samples: { readonly time: number; readonly totals: readonly number[] }[] = []
  return {
    take(now, totals) {
      samples = [...samples.filter(({ time }) => time >= now - span), { time: now, totals }]
      const first = samples[0] ?? { time: now, totals }
      const seconds = (now - first.time) / 1000
      return totals.map((total, i) => (seconds === 0 ? 0 : (total - (first.totals[i] ?? 0)) / seconds))
    },
  }
}
