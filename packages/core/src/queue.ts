/** First in, first out, each in constant time: `shift` of an array with a hundred thousand items is not. */
export class Queue<Item> {
  #first: Link<Item> | undefined
  #last: Link<Item> | undefined

  enqueue(item: Item): void {
    const link = { item, next: undefined }
    if (this.#last === undefined) this.#first = link
    else this.#last.next = link
    this.#last = link
  }

  dequeue(): Item | undefined {
    const link = this.#first
    if (link === undefined) return undefined
    this.#first = link.next
    if (this.#first === undefined) this.#last = undefined
    // Otherwise a link that the garbage collector has moved to old space keeps everything after it alive.
    link.next = undefined
    return link.item
  }
}

interface Link<Item> {
  readonly item: Item
  next: Link<Item> | undefined
}
