/** Keys that are done. Each is held for its retention to twice that, and no more than twice `size` of them. */
export interface Generations {
  has(key: string): boolean
  add(key: string, now: number, retentionMs: number): void
  /** Forgets what its time has come for. */
  turn(now: number): void
}

/**
 * Two generations of Set: constant time at any size, and nothing but the key for each. (A Set that evicts its first key
 * is tens of times slower: every fresh iterator walks over all the deleted slots at its front.)
 */
export function createGenerations(size: number): Generations {
  let young = new Set<string>()
  let old = new Set<string>()
  let since = 0
  let retention = 0

  function turn(now: number): void {
    const age = now - since
    const nothingYet = retention === 0
    if (nothingYet || (age < retention && young.size < size)) return
    const outlived = age >= 2 * retention
    old = outlived ? new Set() : young
    young = new Set()
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
