import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createGenerations, done } from '../src/generations.js'

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
            if (now - at < 100) expect(generations.get(other)).toBe(done)
            if (now - at >= 200) expect(generations.get(other)).toBe(undefined)
          }
          generations.finish(key, now, 100)
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
    generations.finish(`${i}`, i, 1e9)
    const held = Array.from({ length: i + 1 }, (_, n) => generations.get(`${n}`) === done)
    expect(held.filter(Boolean).length).toBeLessThanOrEqual(200)
    expect(held.slice(-100)).not.toContain(false)
  }
})

it('a claim outlives its generation, until it ends or is released', () => {
  const generations = createGenerations(1)
  generations.finish('first', 0, 10)
  for (const [key, ends] of Object.entries({ long: 1000, short: 50, released: 1000 })) {
    generations.claim(key, { ends })
  }
  for (let now = 1; now < 30; now++) generations.finish(`${now}`, now, 10)
  generations.release('released')
  expect(['long', 'short', 'released'].map((key) => generations.get(key)?.ends)).toEqual([
    1000,
    50,
    undefined,
  ])
  for (let now = 500; now < 510; now++) generations.finish(`${now}`, now, 10)
  expect(['long', 'short'].map((key) => generations.get(key)?.ends)).toEqual([1000, undefined])
})

it('a key that was claimed anew is not given back its old claim', () => {
  const generations = createGenerations(1)
  generations.claim('a', { ends: 100 })
  generations.finish('b', 0, 10_000)
  generations.finish('c', 1, 10_000)
  generations.claim('a', { ends: 200 })
  for (let now = 2; now < 9; now++) {
    generations.finish(`${now}`, now, 10_000)
    expect(generations.get('a')?.ends).toBe(200)
  }
})
