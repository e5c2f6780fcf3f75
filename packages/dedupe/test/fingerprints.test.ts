import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toFingerprint } from '../src/fingerprint.js'
import { createFingerprints } from '../src/fingerprints.js'

// Of another implementation, murmurhash3js-revisited 3.0.0: x86.hash128 of the text in UTF-16LE, with the last bit set.
it.each([
  ['', '00000000000000000000000000000001'],
  ['a', '033bb196ccef4fe1ccef4fe1ccef4fe1'],
  ['ab', '260fb953af22b6fdaf22b6fdaf22b6fd'],
  ['hello', '498e49896c081b4802cf3f742cf72941'],
  ['The quick brown fox jumps over the lazy dog', '15beb6860f94f6cafed4894d28be6d5b'],
  ['\u0000', '04a872bbedcd774bedcd774bedcd774b'],
  ['\u{1f600} \ufffd', '030f44fb22d77034dc06bd5edc06bd5f'],
])('%j', (text, expected) => {
  const { a, b, c, d } = toFingerprint(text)
  const hex = [a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, '0'))
  expect(hex.join('')).toBe(expected)
})

it('keys that differ in a digit have fingerprints of their own, in each half', () => {
  const count = 200_000
  const [left, right] = [new Set<string>(), new Set<string>()]
  for (let i = 0; i < count; i++) {
    const { a, b, c, d } = toFingerprint(`0\nc\n0f8fad5b-d9cb-469f-a165-${i}\nconnection`)
    left.add(`${a},${b}`)
    right.add(`${c},${d}`)
  }
  expect([left.size, right.size]).toEqual([count, count])
})

it('a table holds what was added, and nothing else, however crowded its places are', () => {
  const word = fc.integer({ min: -2, max: 2 })
  const fingerprint = fc.record({ a: word, b: word, c: word, d: word.map((bits) => bits | 1) })
  fc.assert(
    fc.property(fc.array(fingerprint, { maxLength: 600 }), fc.nat(1000), (list, expected) => {
      const table = createFingerprints(expected)
      const added = new Set<string>()
      for (const each of list) {
        const name = JSON.stringify(each)
        expect(table.has(each)).toBe(added.has(name))
        table.add(each)
        added.add(name)
        expect([table.has(each), table.size]).toEqual([true, added.size])
      }
    }),
    { numRuns: 200 },
  )
})
