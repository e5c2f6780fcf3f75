/** Claims that run, each until it ends or is ended. */
export interface Leases {
  /** Whether a key is claimed still. */
  has(key: string, now: number): boolean
  add(key: string, now: number, ms: number): void
  delete(key: string): void
  /** How many are held, those included that have ended lately. */
  readonly size: number
}

/** How many leases may be kept before it is looked for those that have ended. */
const few = 10_000

export function createLeases(): Leases {
  let ends = new Map<string, number>()
  let most = few

  /** Who else would take away the claim of a handler that never ends? As rare as it is, it costs next to nothing. */
  function sweep(now: number): void {
    ends = new Map([...ends].filter(([, end]) => end > now))
    most = Math.max(few, 2 * ends.size)
  }

  return {
    has: (key, now) => (ends.get(key) ?? 0) > now,
    add(key, now, ms) {
      ends.set(key, now + ms)
      if (ends.size > most) sweep(now)
    },
    delete(key) {
      // A map that grows and shrinks for ever leaves its old tables behind, which hold on to what was in them.
      if (ends.delete(key) && ends.size === 0) ends = new Map()
    },
    get size() {
      return ends.size
    },
  }
}
