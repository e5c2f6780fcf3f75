import type { Fingerprint } from './fingerprint.js'

/** A claim that runs. */
export interface Lease {
  /** When it ends, in milliseconds since 1970. */
  readonly ends: number
  /** That of its key, which takes a while to make. */
  readonly fingerprint: Fingerprint
}

/** Claims that run, each until it ends or is ended. */
export interface Leases {
  /** The claim of a key, if it has not ended. */
  get(key: string, now: number): Lease | undefined
  set(key: string, lease: Lease, now: number): void
  delete(key: string): void
  /** How many are held, those included that have ended lately. */
  readonly size: number
}

/** How many leases may be kept before it is looked for those that have ended. */
const few = 10_000

export function createLeases(): Leases {
  let leases = new Map<string, Lease>()
  let most = few

  /** Who else would take away the claim of a handler that never ends? As rare as it is, it costs next to nothing. */
  function sweep(now: number): void {
    leases = new Map([...leases].filter(([, { ends }]) => ends > now))
    most = Math.max(few, 2 * leases.size)
  }

  return {
    get(key, now) {
      const lease = leases.get(key)
      return lease !== undefined && lease.ends > now ? lease : undefined
    },
    set(key, lease, now) {
      leases.set(key, lease)
      if (leases.size > most) sweep(now)
    },
    delete(key) {
      // A map that grows and shrinks for ever leaves its old tables behind, which hold on to what was in them.
      if (leases.delete(key) && leases.size === 0) leases = new Map()
    },
    get size() {
      return leases.size
    },
  }
}
