/** How long handlers may run before other work gets a turn, in milliseconds. */
const SLICE_MS = 25

/**
 * Lets the event loop have a turn now and then. Otherwise handlers that end at once, thousands in a delivery, would
 * keep timers and other requests waiting, and the deadline with them.
 */
export class Pacer {
  #sliceEndsAt = 0
  /** Resolves with the turn of the event loop after the one in which a slice has begun. */
  #nextTurn: Promise<void> | undefined
  /** What that turn was asked of. */
  #clock: typeof globalThis.setImmediate

  /**
   * The next turn of the event loop, if a slice is over. One begins with the first question in a turn: a store may let
   * many deliveries go on.
   */
  pause(): Promise<void> | undefined {
    const { setImmediate } = globalThis
    // Workers have no `setImmediate`, and their clock stands still while handlers run.
    if (setImmediate === undefined) return undefined
    // The next turn of a fake clock may never come, when the real one is back.
    if (this.#nextTurn !== undefined && this.#clock === setImmediate)
      return performance.now() < this.#sliceEndsAt ? undefined : this.#nextTurn
    this.#clock = setImmediate
    this.#sliceEndsAt = performance.now() + SLICE_MS
    this.#nextTurn = new Promise((resolve) => {
      setImmediate(() => {
        this.#nextTurn = undefined
        resolve()
      })
    })
    return undefined
  }

  /** Does work when `ready` has resolved and a slice has time left. */
  async after(ready: Promise<void>, work: () => unknown): Promise<void> {
    await ready
    for (let pause = this.pause(); pause !== undefined; pause = this.pause()) await pause
    await work()
  }
}
