import { hash } from 'node:crypto'
import { expect, it } from 'vitest'
import { toFingerprint } from '../src/presence/fingerprint.js'

const COUNT = 2 ** 18

/** Ids that differ in few places, and random ones. */
const kinds: Readonly<Record<string, (i: number) => string>> = {
  'numbers only': String,
  'numbers at the end': (i) => `crH0uxVSvP-${String(i).padStart(12, '0')}`,
  'letters at the beginning': (i) => `${i.toString(36).padStart(4, '0')}-p61p5wkFY1x1A02000`,
  'two letters of any script': (i) =>
    String.fromCharCode(0x100 + (i % 2 ** 12), 0x4e00 + Math.floor(i / 2 ** 12)),
  'lone surrogates': (i) => `\ud800${i}\udfff`,
  random: (i) => hash('sha256', String(i), 'base64url').slice(0, 22),
}

it.each(Object.entries(kinds))('fingerprints are spread evenly: %s', (_, toId) => {
  const prints = new Set<number>()
  const halves = [new Set<number>(), new Set<number>()] as const
  const shards = new Uint32Array(256)
  for (let i = 0; i < COUNT; i++) {
    const { shard, print } = toFingerprint(toId(i))
    prints.add(print)
    halves[0].add(print % 2 ** 32)
    halves[1].add(Math.floor(print / 2 ** 16))
    shards[shard] = (shards[shard] ?? 0) + 1
  }
  // Random numbers: two of 48 bits are equal in one of 8,000 such lists, and 8 of 32 bits in each list.
  expect(prints.size).toBe(COUNT)
  for (const print of prints)
    if (!(print >= 0 && print < 2 ** 48 && Number.isInteger(print))) expect.fail(`${print}`)
  for (const half of halves) expect(COUNT - half.size).toBeLessThan(30)
  // 1,024 in each, with a standard deviation of 32.
  expect(Math.min(...shards)).toBeGreaterThan(1024 - 7 * 32)
  expect(Math.max(...shards)).toBeLessThan(1024 + 7 * 32)
})

it('a fingerprint is the same in every version, since it is stored', () => {
  expect(toFingerprint('crH0uxVSvP61p5wkFY1x1A')).toEqual({ shard: 186, print: 169643852082566 })
})
