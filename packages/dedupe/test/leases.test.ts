import { expect, it } from 'vitest'
import { toFingerprint } from '../src/fingerprint.js'
import { createLeases, type Leases } from '../src/leases.js'

function add(leases: Leases, key: string, now: number, ms: number): void {
  leases.set(key, { ends: now + ms, fingerprint: toFingerprint(key) }, now)
}

it('a claim holds until it ends, is taken away, or is renewed', () => {
  const leases = createLeases()
  for (const [key, ms] of Object.entries({ a: 10, b: 10, c: 10 })) add(leases, key, 100, ms)
  leases.delete('b')
  add(leases, 'c', 105, 10)
  const look = (now: number) => ['a', 'b', 'c', 'd'].map((key) => leases.get(key, now) !== undefined)
  expect([look(109), look(110), look(115)]).toEqual([
    [true, false, true, false],
    [false, false, true, false],
    [false, false, false, false],
  ])
})

it('claims that nobody takes away are forgotten some time after they have ended, and no other', () => {
  const leases = createLeases()
  add(leases, 'long', 0, 1e9)
  for (let now = 0; now < 100_000; now++) add(leases, `${now}`, now, 10)
  expect(['long', '99999', '50'].map((key) => leases.get(key, 100_000) !== undefined)).toEqual([
    true,
    true,
    false,
  ])
  expect(leases.size).toBeLessThan(20_000)
})
