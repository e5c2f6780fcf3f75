import { expect, it } from 'vitest'
import { createLeases } from '../src/leases.js'

it('a claim holds until it ends, is taken away, or is renewed', () => {
  const leases = createLeases()
  for (const [key, ms] of Object.entries({ a: 10, b: 10, c: 10 })) leases.add(key, 100, ms)
  leases.delete('b')
  leases.add('c', 105, 10)
  const look = (now: number) => ['a', 'b', 'c', 'd'].map((key) => leases.has(key, now))
  expect([look(109), look(110), look(115)]).toEqual([
    [true, false, true, false],
    [false, false, true, false],
    [false, false, false, false],
  ])
})

it('claims that nobody takes away are forgotten some time after they have ended, and no other', () => {
  const leases = createLeases()
  leases.add('long', 0, 1e9)
  for (let now = 0; now < 100_000; now++) leases.add(`${now}`, now, 10)
  expect(['long', '99999', '50'].map((key) => leases.has(key, 100_000))).toEqual([true, true, false])
  expect(leases.size).toBeLessThan(20_000)
})
