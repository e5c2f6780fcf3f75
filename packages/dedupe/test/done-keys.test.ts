import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DoneKeys } from '../src/done-keys.js'

it('a key is kept for its retention, and forgotten after twice that', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: fc.integer({ min: 0, max: 300 }), key: fc.nat(20).map(String) }), {
        maxLength: 60,
      }),
      (steps) => {
        const keys = new DoneKeys(1000)
        const added = new Map<string, number>()
        let now = 1_000_000
        for (const { wait, key } of steps) {
          now += wait
          keys.rotate(now)
          for (const [other, at] of added) {
            if (now - at < 100) expect(keys.has(other)).toBe(true)
            if (now - at >= 200) expect(keys.has(other)).toBe(false)
          }
          keys.add(key, now, 100)
          added.set(key, now)
        }
      },
    ),
    { numRuns: 2000 },
  )
})

it('keeps the latest keys, at least `size` and at most twice as many', () => {
  const keys = new DoneKeys(100)
  for (let i = 0; i < 1000; i++) {
    keys.add(`${i}`, i, 1e9)
    const kept = Array.from({ length: i + 1 }, (_, n) => keys.has(`${n}`))
    expect(kept.filter(Boolean).length).toBeLessThanOrEqual(200)
    expect(kept.slice(-100)).not.toContain(false)
  }
})
