import type { Fingerprint } from './fingerprint.js'
import { createFingerprints } from './fingerprints.js'

/** Keys that are done. Each is held for its retention to twice that, and no more than twice `size` of them. */
export interface Generations {
  has(key: Fingerprint): boolean
  add(key: Fingerprint, now: number, retentionMs: number): void
  /** Forgets what its time has come for. */
  turn(now: number): void
}

/**
 * Two generations of fingerprints: constant time at any size, and 16 bytes for a key, of whatever length. (A Set that
 * evicts its first key is tens of times slower: every fresh iterator walks over all the deleted slots at its front.)
 */
export function createGenerations(size: number): Generations {
  let young = createFingerprints()
  let old = createFingerprints()
  let since = 0
  let retention = 0

  function turn(now: number): void {
    const age = now - since
    const nothingYet = retention === 0
    if (nothingYet || (age < retention && young.size < size)) return
    const outlived = age >= 2 * retention
    old = outlived ? createFingerprints() : young
    young = createFingerprints(old.size)
    // When it was due, so that what is old now is not held for longer because nobody came by.
    since = age < retention || outlived ? now : since + retention
  }

  return {
    has: (key) => young.has(key) || old.has(key),
    add(key, now, retentionMs) {
      retention = Math.max(retention, retentionMs)
      turn(now)
      young.add(key)
    },
    turn,
  }
}
