import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createHistogram } from '../src/simulate/histogram.js'
import { createRetries } from '../src/simulate/retries.js'

it('quantiles are exact to 5 %', () => {
  const values = fc.array(fc.double({ min: 1, max: 1e9, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
      const histogram = createHistogram()
      for (const value of all) histogram.add(value)
      const sorted = all.toSorted((a, b) => a - b)
      const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
      const found = histogram.quantile(share) ?? 0
      expect(found).toBeGreaterThanOrEqual(exact * 0.999)
      expect(found).toBeLessThanOrEqual(exact * 1.051)
      expect(histogram.max).toBe(sorted.at(-1))
    }),
  )
})

it('without values there are no quantiles', () => {
  const histogram = createHistogram()
  expect([histogram.quantile(0.5), histogram.max]).toEqual([undefined, undefined])
})

it('only future retries are counted, and their list stays short', () => {
  let now = 0
  const retries = createRetries(() => now)
  for (let i = 0; i < 5000; i++) retries.add(i)
  expect(retries.count()).toBe(4999)
  now = 4989
  expect(retries.count()).toBe(10)
})
