import type { Fingerprint } from './fingerprint.js'

/** A set of fingerprints, which takes 16 bytes for each and the room that a table needs. */
export interface Fingerprints {
  readonly size: number
  has(fingerprint: Fingerprint): boolean
  add(fingerprint: Fingerprint): void
}

const fewest = 256

/**
 * A table with open addressing: what finds its place taken stands in the next that is free.
 *
 * @param expected how many will be added, as far as one knows: then it need not grow
 */
export function createFingerprints(expected = 0): Fingerprints {
  let places = fewest
  while (3 * places <= 4 * expected) places *= 2
  let table = new Int32Array(4 * places)
  let size = 0

  /** Where a fingerprint stands, or the free place where it would. */
  function find(a: number, b: number, c: number, d: number): number {
    const end = 4 * places
    let at = (4 * a) & (end - 1)
    while (table[at + 3] !== 0) {
      if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return at
      at = (at + 4) & (end - 1)
    }
    return at
  }

  function put(a: number, b: number, c: number, d: number): void {
    const at = find(a, b, c, d)
    if (table[at + 3] === 0) size++
    table[at] = a
    table[at + 1] = b
    table[at + 2] = c
    table[at + 3] = d
  }

  function grow(): void {
    const old = table
    places *= 2
    table = new Int32Array(4 * places)
    size = 0
    for (let at = 0; at < old.length; at += 4) {
      const d = old[at + 3] ?? 0
      if (d !== 0) put(old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0, d)
    }
  }

  return {
    get size() {
      return size
    },
    has: ({ a, b, c, d }) => table[find(a, b, c, d) + 3] !== 0,
    add({ a, b, c, d }) {
      if (4 * size >= 3 * places) grow()
      put(a, b, c, d)
    },
  }
}
