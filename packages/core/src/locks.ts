/** Mutual exclusion by key, first come, first served. */
export class Mutex {
  /** How many wait, for any key. */
  waiting = 0
  /** The keys that are locked, each with those that wait for it, if any do. */
  #locked = new Map<string, Queue<() => void> | undefined>()

  /** Locks a key: at once, then there is nothing to await, or when the returned promise resolves. */
  acquire(key: string): Promise<void> | undefined {
    if (!this.#locked.has(key)) {
      this.#locked.set(key, undefined)
      return undefined
    }
    const queue = this.#locked.get(key) ?? new Queue()
    this.#locked.set(key, queue)
    this.waiting++
    return new Promise((resolve) => queue.enqueue(resolve))
  }

  /** Hands the key to the one that has waited longest, or unlocks it. */
  release(key: string): void {
    const resolve = this.#locked.get(key)?.dequeue()
    if (resolve === undefined) this.#locked.delete(key)
    else {
      this.waiting--
      resolve()
    }
    // V8 keeps the old tables of a map that grows and shrinks, and what was in them, until a full collection.
    if (this.#locked.size === 0) this.#locked = new Map()
  }
}

/** Gives out a number of slots, first come, first served. */
export class Semaphore {
  readonly #slots: number
  #free: number
  readonly #waiting = new Queue<() => void>()

  constructor(slots: number) {
    this.#slots = slots
    this.#free = slots
  }

  /** How many slots are taken. */
  get taken(): number {
    return this.#slots - this.#free
  }

  /** How many wait for one. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Takes a slot: at once, then there is nothing to await, or when the returned promise resolves. */
  acquire(): Promise<void> | undefined {
    if (this.#free === 0) return new Promise((resolve) => this.#waiting.enqueue(resolve))
    this.#free--
    return undefined
  }

  /** Hands the slot to the one that has waited longest. */
  release(): void {
    const resolve = this.#waiting.dequeue()
    if (resolve === undefined) this.#free++
    else resolve()
  }
}

/** First in, first out, each in constant time: `shift` of an array with a hundred thousand items is not. */
class Queue<Item> {
  #arriving: Item[] = []
  /** The oldest last. */
  #leaving: Item[] = []

  get size(): number {
    return this.#arriving.length + this.#leaving.length
  }

  enqueue(item: Item): void {
    this.#arriving.push(item)
  }

  dequeue(): Item | undefined {
    if (this.#leaving.length === 0)
      [this.#arriving, this.#leaving] = [this.#leaving, this.#arriving.reverse()]
    return this.#leaving.pop()
  }
}
