import type { OnlineUser, Page } from './store.js'

/** A list, item by item with `for await`, or page by page. */
export interface Pages<Item> extends AsyncIterable<Item> {
  /**
   * A single page.
   *
   * @param cursor `next` of the page before; without it, the first page
   * @throws {TypeError} for another cursor
   */
  page(cursor?: string): Promise<Page<Item>>
}

/** A list of users. Pass the `cursor` of the first page to `watch`. */
export interface UserPages extends AsyncIterable<OnlineUser> {
  /**
   * A single page.
   *
   * @param cursor `next` of the page before; without it, the first page
   * @throws {TypeError} for another cursor
   */
  page(cursor?: string): Promise<Page<OnlineUser> & { readonly cursor: string }>
}

/** Options of lists. */
export interface PageOptions {
  /** Maximum number of users in a page; of connections, about as many: Redis may return more. @default 1000 */
  readonly pageSize?: number | undefined
}

export function createPages<Item, Kind extends Page<Item>>(
  page: (cursor?: string) => Promise<Kind & Page<Item>>,
): AsyncIterable<Item> & { page(cursor?: string): Promise<Kind & Page<Item>> } {
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
