import type { Store } from '@signalr-events/dedupe'

/** How many owners a check needs, or a target has: store objects that share a memory. */
export type Owners = 'one' | 'many'

/** A store to be checked. It need not be empty: checks use keys of their own. */
export interface StoreTarget {
  /**
   * Whether the stores that `create` makes share one memory, as the instances of a server do (`many`), or not
   * (`one`).
   */
  readonly owners: Owners
  /** Makes a store object, which is one owner. You close the connections behind it. */
  create(): Promise<Store> | Store
}
