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
      if (items.length >= 1.25 * size) items = items.slice(items.length - size)
    },
    list: () => items.slice(Math.max(0, items.length - size)),
  }
}
