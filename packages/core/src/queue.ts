/** First in, first out, each in constant time: `shift` of an array with a hundred thousand items is not. */
export class Queue<Item> {
  #arriving: Item[] = []
  /** The oldest last. */
  #leaving: Item[] = []

  enqueue(item: Item): void {
    this.#arriving.push(item)
  }

  dequeue(): Item | undefined {
    if (this.#leaving.length === 0)
      [this.#arriving, this.#leaving] = [this.#leaving, this.#arriving.reverse()]
    return this.#leaving.pop()
  }
}
