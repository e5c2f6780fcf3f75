/** The latest of what has happened. */
export interface History<Item> {
  push(item: Item): void
  list(): Item[]
}

/**
 * Keeps so many items.
 *
 * @param heard is told of each
 */
export function createHistory<Item>(size: number, heard?: (item: Item) => void): History<Item> {
  let items: Item[] = []
  return {
    push(item) {
      items.push(item)
      if (items.length >= 1.25 * size) items = items.slice(items.length - size)
      // What it throws is not for us to catch, and must not keep us from going on.
      if (heard !== undefined) queueMicrotask(() => heard(item))
    },
    list: () => items.slice(Math.max(0, items.length - size)),
  }
}
