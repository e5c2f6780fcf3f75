/** How long handlers may run before other work gets a turn, in milliseconds. */
const SLICE_MS = 10

/**
 * Lets the event loop have a turn now and then. Otherwise handlers that end at once, thousands in a delivery, would
 * keep timers and other requests waiting, and the deadline with them.
 */
export class Pacer {
  #sliceEndsAt = 0
  /** Resolves with the turn of the event loop after the one in which a slice has begun. */
  #nextTurn: Promise<void> | undefined

  /** Begins a slice, the first time in a turn: an answer of a store may let many deliveries go on. */
  begin(): void {
    if (this.#nextTurn !== undefined) return
    this.#sliceEndsAt = performance.now() + SLICE_MS
    const nextTurn = new Promise<void>((resolve) => globalThis.setImmediate?.(resolve))
    this.#nextTurn = nextTurn.then(() => {
      this.#nextTurn = undefined
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
      await this.#nextTurn
      this.begin()
    }
    await work()
  }
}
