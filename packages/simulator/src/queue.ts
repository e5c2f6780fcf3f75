/** A first-in, first-out queue with constant cost per item, however long it is. */
export interface Queue<Item> {
  readonly size: number
  push(item: Item): void
  peek(): Item | undefined
  shift(): Item | undefined
}

/** Creates an empty queue. */
export function createQueue<Item>(): Queue<Item> {
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
      // Removed items are freed when they make up half of the array.
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
  }
}
