/** How long handlers may run before other work gets a turn, in milliseconds. */
const SLICE_MS = 25

/** Read once: the next turn of a fake clock may never come, once a test has the real one back. */
const afterTurn = globalThis.setImmediate

/**
 * Lets the event loop have a turn now and then. Otherwise handlers that end at once, thousands in a delivery, would
 * keep timers and other requests waiting, and the deadline with them.
 */
export class Pacer {
  #sliceEndsAt = 0
  /** Resolves with the turn of the event loop after the one in which a slice has begun. */
  #nextTurn: Promise<void> | undefined

  /**
   * The next turn of the event loop, if a slice is over. One begins with the first question in a turn: a store may let
   * many deliveries go on.
   */
  pause(): Promise<void> | undefined {
    // Workers have no `setImmediate`, and their clock stands still while handlers run.
    if (afterTurn === undefined) return undefined
    if (this.#nextTurn !== undefined)
      return performance.now() < this.#sliceEndsAt ? undefined : this.#nextTurn
    this.#sliceEndsAt = performance.now() + SLICE_MS
    this.#nextTurn = new Promise((resolve) => {
      afterTurn(() => {
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
