/** A claim: when it ends, in milliseconds since 1970. One object for all keys of a call, so that none costs its own. */
export interface Lease {
  readonly ends: number
}

/** The lease of what is done: it has no end of its own, and is forgotten with its generation. */
export const done: Lease = { ends: Number.POSITIVE_INFINITY }

/**
 * Leases by key. Claims stay until they are taken back or have ended. What is done is forgotten: it is held for its
 * retention to twice that, and no more than twice `size` of it.
 */
export interface Generations {
  get(key: string): Lease | undefined
  claim(key: string, lease: Lease): void
  release(key: string): void
  finish(key: string, now: number, retentionMs: number): void
  /** Forgets what its time has come for. */
  turn(now: number): void
}

/**
 * Two generations of Map: constant time at any size, and no clock per key. (A Map that evicts its first key is tens
 * of times slower: every fresh iterator walks over all the deleted slots at its front.)
 */
export function createGenerations(size: number): Generations {
  let young = new Map<string, Lease>()
  let old = new Map<string, Lease>()
  let finished = 0
  let since = 0
  let retention = 0

  function turn(now: number): void {
    const age = now - since
    const nothingYet = retention === 0
    if (nothingYet || (age < retention && finished < size)) return
    const outlived = age >= 2 * retention
    forget(now)
    if (outlived) forget(now)
    // When it was due, so that what is old now is not held for longer because nobody came by.
    since = age < retention || outlived ? now : since + retention
  }

  function forget(now: number): void {
    const next = new Map<string, Lease>()
    for (const [key, lease] of old) {
      if (lease !== done && lease.ends > now && !young.has(key)) next.set(key, lease)
    }
    old = young
    young = next
    finished = 0
  }

  return {
    get: (key) => young.get(key) ?? old.get(key),
    claim: (key, lease) => young.set(key, lease),
    release(key) {
      young.delete(key)
      old.delete(key)
    },
    finish(key, now, retentionMs) {
      retention = Math.max(retention, retentionMs)
      turn(now)
      young.set(key, done)
      finished++
    },
    turn,
  }
}
