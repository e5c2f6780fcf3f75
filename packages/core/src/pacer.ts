/** How long handlers may run before other work gets a turn, in milliseconds. */
const SLICE_MS = 10

/**
 * Lets the event loop have a turn now and then. Otherwise handlers that end at once, thousands in a delivery, would
 * keep timers and other requests waiting, and the deadline with them.
 */
export class Pacer {
  #sliceEndsAt = 0
  /** Whether a slice has begun in this turn of the event loop. */
  #hasBegun = false
  #turn: Promise<void> | undefined

  /** Begins a slice, the first time in a turn of the event loop: an answer of a store may let many deliveries go on. */
  begin(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    this.#sliceEndsAt = performance.now() + SLICE_MS
    globalThis.setImmediate?.(() => {
      this.#hasBegun = false
    })
  }

  get isSliceOver(): boolean {
    // Workers have no `setImmediate`, and their clock stands still while handlers run.
    return globalThis.setImmediate !== undefined && performance.now() >= this.#sliceEndsAt
  }

  /** Does work when `ready` has resolved and a slice has time left. */
  async runAfter(ready: Promise<void> | undefined, work: () => unknown): Promise<void> {
    await ready
    while (this.isSliceOver) {
      this.#turn ??= this.#nextTurn()
      await this.#turn
    }
    await work()
  }

  async #nextTurn(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate?.(resolve))
    this.#turn = undefined
    this.begin()
  }
}
