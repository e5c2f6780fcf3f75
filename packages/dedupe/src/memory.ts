import { createGenerations } from './generations.js'
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
  const remembered = createGenerations(Math.floor(max / 2))
  const leases = new Map<string, number>()

  function claimOne(key: string, now: number, leaseMs: number): ClaimState {
    if (remembered.has(key)) return 'done'
    if ((leases.get(key) ?? 0) > now) return 'running'
    leases.set(key, now + leaseMs)
    return 'new'
  }

  return {
    async claim(keys, leaseMs) {
      const now = Date.now()
      remembered.turn(now)
      return keys.map((key) => claimOne(key, now, leaseMs))
    },

    async done(keys, retentionMs) {
      const now = Date.now()
      for (const key of keys) {
        leases.delete(key)
        remembered.add(key, now, retentionMs)
      }
    },

    async release(keys) {
      for (const key of keys) leases.delete(key)
    },
  }
}
