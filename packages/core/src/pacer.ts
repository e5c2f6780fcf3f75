/** How long handlers may run before other work gets a turn, in milliseconds. */
const SLICE_MS = 10

/**
 * Lets the event loop have a turn now and then. Otherwise handlers that end at once, thousands in a delivery, would
 * keep timers and other requests waiting, and the deadline with them.
 */
export class Pacer {
  #sliceEndsAt = 0
  #turn: Promise<void> | undefined

  /** Begins a slice: for a delivery, which arrives in a turn of the event loop. */
  begin(): void {
    this.#sliceEndsAt = performance.now() + SLICE_MS
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
