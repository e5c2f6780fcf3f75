/** What came first goes first, at the same cost however long the line is. */
export interface Fifo<Item> {
  readonly size: number
  push(item: Item): void
  peek(): Item | undefined
  shift(): Item | undefined
}

/** Makes an empty line. */
export function createFifo<Item>(): Fifo<Item> {
  let items: Item[] = []
  let head = 0
  return {
    get size() {
      return items.length - head
    },
    push: (item) => void items.push(item),
    peek: () => items[head],
    shift() {
      const item = items[head]
      if (head < items.length) head++
      // What is gone is let go of when it is half of all.
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
  }
}
