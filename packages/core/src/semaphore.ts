import { Queue } from './queue.js'

/** Gives out a number of slots, first come, first served. */
export class Semaphore {
  /** How many wait. */
  waiting = 0
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

  /** Takes a slot: at once, then there is nothing to await, or when the returned promise resolves. */
  acquire(): Promise<void> | undefined {
    if (this.#free === 0) {
      this.waiting++
      return new Promise((resolve) => this.#waiting.enqueue(resolve))
    }
    this.#free--
    return undefined
  }

  /** Hands the slot to the one that has waited longest. */
  release(): void {
    const resolve = this.#waiting.dequeue()
    if (resolve === undefined) {
      this.#free++
      return
    }
    this.waiting--
    resolve()
  }
}
