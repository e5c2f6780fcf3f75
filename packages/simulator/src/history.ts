/** The latest of what has happened. */
export interface History<Item> {
  push(item: Item): void
  list(): Item[]
}

/** Keeps so many items. */
export function createHistory<Item>(size: number): History<Item> {
  let items: Item[] = []
  return {
    push(item) {
      items.push(item)
      if (items.length >= 2 * size) items = items.slice(-size)
    },
    list: () => items.slice(-size),
  }
}
