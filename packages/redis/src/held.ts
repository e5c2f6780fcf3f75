import type { Item } from './send.js'

/** A key that a claim of ours holds. */
export interface HeldKey extends Item {
  /** The token of its claim. */
  readonly arg: string
  /** When the claim ends, in milliseconds since 1970. */
  readonly endsAt: number
}

/** How many keys are held before those whose claims have ended are removed. */
const SWEEP_SIZE = 10_000

/** The keys that claims of this store hold, until they are done or released. */
export class HeldKeys {
  #keys = new Map<string, HeldKey>()
  #sweepSize = SWEEP_SIZE

  add(key: string, held: HeldKey): void {
    this.#keys.set(key, held)
    if (this.#keys.size > this.#sweepSize) this.#sweep()
  }

  take(key: string): HeldKey | undefined {
    const held = this.#keys.get(key)
    this.#keys.delete(key)
    return held
  }

  /** Handlers that never end leave their keys behind. */
  #sweep(): void {
    const now = Date.now()
    this.#keys = new Map([...this.#keys].filter(([, { endsAt }]) => endsAt > now))
    this.#sweepSize = Math.max(SWEEP_SIZE, 2 * this.#keys.size)
  }
}
