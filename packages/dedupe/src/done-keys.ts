/**
 * The keys of handled events. Each is kept for its retention to twice that, and no more than twice `size` of them.
 *
 * Two generations: when the current one is full or old, it becomes the previous one, whose keys are forgotten. That
 * takes constant time at any size. A Set that deletes its first key is tens of times slower, since every iterator
 * walks over the deleted slots at its front.
 */
export class DoneKeys {
  readonly #size: number
  #current = new Set<string>()
  #previous = new Set<string>()
  #currentSince = 0
  #retentionMs = 0

  constructor(size: number) {
    this.#size = size
  }

  has(key: string): boolean {
    return this.#current.has(key) || this.#previous.has(key)
  }

  /** @param now milliseconds, by a clock that is never set */
  add(key: string, now: number, retentionMs: number): void {
    this.#retentionMs = Math.max(this.#retentionMs, retentionMs)
    this.rotate(now)
    this.#current.add(key)
  }

  /** Begins a generation, if the current one is full or older than the retention. */
  rotate(now: number): void {
    const age = now - this.#currentSince
    const isOld = this.#retentionMs > 0 && age >= this.#retentionMs
    if (!isOld && this.#current.size < this.#size) return
    const isForgotten = isOld && age >= 2 * this.#retentionMs
    this.#previous = isForgotten ? new Set() : this.#current
    this.#current = new Set()
    // From when it was due, so that a pause without calls keeps no key for longer.
    this.#currentSince = isOld && !isForgotten ? this.#currentSince + this.#retentionMs : now
  }
}
