/** Mutual exclusion by key, first come, first served. */
export class Mutex {
  /** The keys that are locked, each with those that wait for it, if any do. */
  #locked = new Map<string, Queue | undefined>()

  /** Locks a key: at once, then there is nothing to await, or when the returned promise resolves. */
  acquire(key: string): Promise<void> | undefined {
    const queue = this.#locked.has(key) ? (this.#locked.get(key) ?? new Queue()) : undefined
    this.#locked.set(key, queue)
    return queue?.wait()
  }

  /** Hands the key to the one that has waited longest, or unlocks it. */
  release(key: string): void {
    if (!this.#locked.get(key)?.shift()) this.#locked.delete(key)
    // V8 keeps the old tables of a map that grows and shrinks, and what was in them, until a full collection.
    if (this.#locked.size === 0) this.#locked = new Map()
  }
}

/** Gives out a number of slots, first come, first served. */
export class Semaphore {
  taken = 0
  readonly #slots: number
  readonly #queue = new Queue()

  constructor(slots: number) {
    this.#slots = slots
  }

  /** Takes a slot: at once, then there is nothing to await, or when the returned promise resolves. */
  acquire(): Promise<void> | undefined {
    if (this.taken === this.#slots) return this.#queue.wait()
    this.taken++
    return undefined
  }

  /** Hands the slot to the one that has waited longest. */
  release(): void {
    if (!this.#queue.shift()) this.taken--
  }
}

/** First come, first served, each in constant time: `shift` of an array with a hundred thousand items is not. */
class Queue {
  #arriving: (() => void)[] = []
  /** The oldest last. */
  #leaving: (() => void)[] = []

  wait(): Promise<void> {
    return new Promise((resolve) => this.#arriving.push(resolve))
  }

  /** Lets the one go on that has waited longest. Returns whether there was one. */
  shift(): boolean {
    if (this.#leaving.length === 0)
      [this.#arriving, this.#leaving] = [this.#leaving, this.#arriving.reverse()]
    const resolve = this.#leaving.pop()
    resolve?.()
    return resolve !== undefined
  }
}
