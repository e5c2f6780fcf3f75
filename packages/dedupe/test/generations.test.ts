import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toFingerprint } from '../src/fingerprint.js'
import { createGenerations } from '../src/generations.js'

it('a key is held for its retention, and forgotten after twice that', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ wait: fc.integer({ min: 0, max: 300 }), key: fc.nat(20).map(String) }), {
        maxLength: 60,
      }),
      (steps) => {
        const generations = createGenerations(1000)
        const added = new Map<string, number>()
        let now = 1_000_000
        for (const { wait, key } of steps) {
          now += wait
          generations.turn(now)
          for (const [other, at] of added) {
            if (now - at < 100) expect(generations.has(toFingerprint(other))).toBe(true)
            if (now - at >= 200) expect(generations.has(toFingerprint(other))).toBe(false)
          }
          generations.add(toFingerprint(key), now, 100)
          added.set(key, now)
        }
      },
    ),
    { numRuns: 2000 },
  )
})

it('it holds the latest keys, at least `size` and at most twice as many', () => {
  const generations = createGenerations(100)
  for (let i = 0; i < 1000; i++) {
    generations.add(toFingerprint(`${i}`), i, 1e9)
    const held = Array.from({ length: i + 1 }, (_, n) => generations.has(toFingerprint(`${n}`)))
    expect(held.filter(Boolean).length).toBeLessThanOrEqual(200)
    expect(held.slice(-100)).not.toContain(false)
  }
})
