import type { Page } from './store.js'

/** A list, item by item with `for await`, or page by page. */
export interface Pages<Item> extends AsyncIterable<Item> {
  /** @param cursor `next` of the page before; without it, the first page */
  page(cursor?: string): Promise<Page<Item>>
}

/** Options of lists. */
export interface PageOptions {
  /** Items in a page. @default 1000 */
  readonly pageSize?: number | undefined
}

export function createPages<Item>(page: (cursor?: string) => Promise<Page<Item>>): Pages<Item> {
  return {
    page,
    async *[Symbol.asyncIterator]() {
      let cursor: string | undefined
      do {
        const { items, next } = await page(cursor)
        yield* items
        cursor = next
      } while (cursor !== undefined)
    },
  }
}
