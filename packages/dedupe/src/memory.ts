import { DoneKeys } from './done-keys.js'
import type { ClaimState, Store } from './store.js'

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** How many done keys are remembered at most; the oldest go first. @default 100_000 */
  readonly max?: number | undefined
}

/** How many claims may be kept before those that have ended are removed. */
const SWEEP_SIZE = 10_000

/**
 * A store in the memory of this process, for a server of one instance. It forgets everything at a restart, and a done
 * key after `retentionMs` to twice that, or earlier once it holds `max` keys.
 *
 * @throws {TypeError} for a `max` that is no whole number of at least 2
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { dedupe, memoryStore } from '@signalr-events/dedupe'
 *
 * createWebhook({}, { use: [dedupe({ store: memoryStore() })] })
 * ```
 */
export function memoryStore({ max = 100_000 }: MemoryStoreOptions = {}): Store {
  if (!Number.isSafeInteger(max) || max < 2) throw new TypeError('memoryStore: `max` must be at least 2')
  const done = new DoneKeys(Math.floor(max / 2))
  /** When the claim of a key ends, by a clock that is never set. */
  let claims = new Map<string, number>()
  let sweepSize = SWEEP_SIZE

  function claimKey(key: string, now: number, leaseMs: number): ClaimState {
    if ((claims.get(key) ?? now) > now) return 'running'
    if (done.has(key)) return 'done'
    claims.set(key, now + leaseMs)
    return 'new'
  }

  /** Handlers that never end leave their claims behind. */
  function sweep(now: number): void {
    if (claims.size < sweepSize) return
    claims = new Map([...claims].filter(([, endsAt]) => endsAt > now))
    sweepSize = Math.max(SWEEP_SIZE, 2 * claims.size)
  }

  /** V8 keeps the old tables of a map that grows and shrinks, and what was in them, until a full collection. */
  function renew(): void {
    if (claims.size === 0) claims = new Map()
  }

  return {
    async claim(keys, leaseMs) {
      const now = performance.now()
      done.rotate(now)
      sweep(now)
      return keys.map((key) => claimKey(key, now, leaseMs))
    },

    async done(keys, retentionMs) {
      const now = performance.now()
      for (const key of keys) {
        claims.delete(key)
        done.add(key, now, retentionMs)
      }
      renew()
    },

    async release(keys) {
      for (const key of keys) claims.delete(key)
      renew()
    },
  }
}
