/** A key that a claim of ours holds. */
export interface HeldKey {
  readonly redisKey: string
  /** The token of its claim. */
  readonly token: string
  /** When the claim ends, in milliseconds since 1970. */
  readonly endsAt: number
}

/** How many keys are held before those whose claims have ended are removed. */
const SWEEP_SIZE = 10_000

/** The keys that claims of this store hold, until they are done or released. */
export class HeldKeys {
  #keys = new Map<string, HeldKey>()
  #sweepSize = SWEEP_SIZE

  /** Returns whether the claim did not hold the key before: a key may be twice in a list. */
  add(key: string, held: HeldKey): boolean {
    if (this.#keys.get(key)?.token === held.token) return false
    this.#keys.set(key, held)
    if (this.#keys.size > this.#sweepSize) this.#sweep()
    return true
  }

  take(key: string): HeldKey | undefined {
    const held = this.#keys.get(key)
    this.#keys.delete(key)
    // V8 keeps the old tables of a map that grows and shrinks, and what was in them, until a full collection.
    if (this.#keys.size === 0) this.#keys = new Map()
    return held
  }

  /** Handlers that never end leave their keys behind. */
  #sweep(): void {
    const now = Date.now()
    this.#keys = new Map([...this.#keys].filter(([, { endsAt }]) => endsAt > now))
    this.#sweepSize = Math.max(SWEEP_SIZE, 2 * this.#keys.size)
  }
}
