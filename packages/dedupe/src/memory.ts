import { createGenerations, done, type Lease } from './generations.js'
import { createIntern } from './intern.js'
import type { ClaimState, Store } from './store.js'

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** How many done keys are remembered at most; the oldest go first. Default 100,000. */
  readonly max?: number | undefined
}

/**
 * A store in the memory of this process, for a server of one instance. It forgets everything at a restart, and what
 * is done after `retentionMs` to twice that, or earlier once it holds `max` keys.
 *
 * @throws {TypeError} for a `max` that is no whole number of at least 2
 */
export function memoryStore({ max = 100_000 }: MemoryStoreOptions = {}): Store {
  if (!Number.isSafeInteger(max) || max < 2) throw new TypeError('memoryStore: `max` must be at least 2')
  const leases = createGenerations(Math.floor(max / 2))

  function claimOne(key: string, now: number, lease: Lease): ClaimState {
    const known = leases.get(key)
    if (known === done) return 'done'
    if (known !== undefined && known.ends > now) return 'running'
    leases.claim(key, lease)
    return 'new'
  }

  return {
    async claim(keys, leaseMs) {
      const now = Date.now()
      leases.turn(now)
      const lease = { ends: now + leaseMs }
      return keys.map((key) => claimOne(key, now, lease))
    },

    async done(keys, retentionMs) {
      const now = Date.now()
      for (const key of keys) leases.finish(key, now, retentionMs)
    },

    async release(keys) {
      for (const key of keys) if (leases.get(key) !== done) leases.release(key)
    },

    intern: createIntern(),
  }
}
