import { sleep } from '@signalr-events/internal'
import type { Claim } from './claim.js'

const [SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS] = [20, 1000]

interface Waiter {
  readonly resolve: (claim: Claim | undefined) => void
  readonly reject: (error: unknown) => void
}

/** Waits for keys that others have claimed, and asks for all of them in one call, until the signal aborts. */
export class Poll {
  readonly #claim: (keys: readonly string[]) => Promise<readonly Claim[]>
  readonly #signal: AbortSignal
  readonly #waiting = new Map<string, Waiter[]>()
  #isAsking = false

  constructor(claim: (keys: readonly string[]) => Promise<readonly Claim[]>, signal: AbortSignal) {
    this.#claim = claim
    this.#signal = signal
  }

  /**
   * Resolves with a claim once the key is free, or with `undefined` when it is done.
   *
   * @throws what the store rejects with, or the reason of the abort
   */
  take(key: string): Promise<Claim | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), { resolve, reject }])
      if (!this.#isAsking) void this.#ask()
    })
  }

  async #ask(): Promise<void> {
    this.#isAsking = true
    let pauseMs = SHORTEST_PAUSE_MS
    try {
      while (this.#waiting.size > 0) {
        await sleep(pauseMs, this.#signal)
        this.#signal.throwIfAborted()
        for (const claim of await this.#claim([...this.#waiting.keys()])) this.#settle(claim)
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      }
    } catch (error) {
      for (const { reject } of [...this.#waiting.values()].flat()) reject(error)
      this.#waiting.clear()
    }
    this.#isAsking = false
  }

  #settle(claim: Claim): void {
    const { key, state } = claim
    const waiters = this.#waiting.get(key) ?? []
    if (state === 'running') return
    // A free key is ours once: a second copy of the event goes on waiting, for the first.
    const settled = state === 'new' ? waiters.splice(0, 1) : waiters.splice(0)
    if (waiters.length === 0) this.#waiting.delete(key)
    for (const { resolve } of settled) resolve(state === 'new' ? claim : undefined)
  }
}
