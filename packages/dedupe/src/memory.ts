import { toFingerprint } from './fingerprint.js'
import { createGenerations } from './generations.js'
import { createIntern } from './intern.js'
import { createLeases } from './leases.js'
import type { ClaimState, Store } from './store.js'

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** How many done keys are remembered at most; the oldest go first. Default 100,000. */
  readonly max?: number | undefined
}

/**
 * A store in the memory of this process, for a server of one instance. It answers at once. It forgets everything at a
 * restart, and what is done after `retentionMs` to twice that, or earlier once it holds `max` keys.
 *
 * @throws {TypeError} for a `max` that is no whole number of at least 2
 */
export function memoryStore({ max = 100_000 }: MemoryStoreOptions = {}): Store {
  if (!Number.isSafeInteger(max) || max < 2) throw new TypeError('memoryStore: `max` must be at least 2')
  const done = createGenerations(Math.floor(max / 2))
  const running = createLeases()

  function claimOne(key: string, now: number, leaseMs: number): ClaimState {
    if (running.get(key, now) !== undefined) return 'running'
    const fingerprint = toFingerprint(key)
    if (done.has(fingerprint)) return 'done'
    running.set(key, { ends: now + leaseMs, fingerprint }, now)
    return 'new'
  }

  return {
    claim(keys, leaseMs) {
      const now = Date.now()
      done.turn(now)
      return keys.map((key) => claimOne(key, now, leaseMs))
    },

    done(keys, retentionMs) {
      const now = Date.now()
      for (const key of keys) {
        const fingerprint = running.get(key, now)?.fingerprint ?? toFingerprint(key)
        running.delete(key)
        done.add(fingerprint, now, retentionMs)
      }
    },

    release(keys) {
      for (const key of keys) running.delete(key)
    },

    intern: createIntern(),
  }
}
