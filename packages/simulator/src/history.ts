/** The latest items of a log. */
export interface History<Item> {
  push(item: Item): void
  list(): Item[]
}

/**
 * Creates a history that keeps the latest items.
 *
 * @param size how many items it keeps
 * @param onPush is called with every item
 */
export function createHistory<Item>(size: number, onPush?: (item: Item) => void): History<Item> {
  let items: Item[] = []
  return {
    push(item) {
      items.push(item)
      if (items.length >= 1.25 * size) items = items.slice(items.length - size)
      // A microtask, so that an error of the callback stays uncaught and does not stop the simulation.
      if (onPush !== undefined) queueMicrotask(() => onPush(item))
    },
    list: () => items.slice(Math.max(0, items.length - size)),
  }
}
