import { Queue } from './queue.js'

/** Mutual exclusion by key, first come, first served. */
export class Mutex {
  /** How many wait, for any key. */
  waiting = 0
  /** The keys that are locked, each with those that wait for it, if there are any. */
  #waiting = new Map<string, Queue<() => void> | undefined>()

  /** Locks a key: at once, then there is nothing to await, or when the returned promise resolves. */
  acquire(key: string): Promise<void> | undefined {
    if (!this.#waiting.has(key)) {
      this.#waiting.set(key, undefined)
      return undefined
    }
    let queue = this.#waiting.get(key)
    if (queue === undefined) {
      queue = new Queue()
      this.#waiting.set(key, queue)
    }
    this.waiting++
    return new Promise((resolve) => queue.enqueue(resolve))
  }

  /** Hands the key to the one that has waited longest, or unlocks it. */
  release(key: string): void {
    const resolve = this.#waiting.get(key)?.dequeue()
    if (resolve !== undefined) {
      this.waiting--
      resolve()
      return
    }
    this.#waiting.delete(key)
    // V8 keeps the old tables of a map that grows and shrinks, and what was in them, until a full collection.
    if (this.#waiting.size === 0) this.#waiting = new Map()
  }
}
