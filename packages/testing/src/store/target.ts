import type { Store } from '@signalr-events/dedupe'

/** How many owners a check needs, or a target has: store objects that share a memory. */
export type Owners = 'one' | 'many'

/** A store to be checked. It need not be empty: checks use keys of their own. */
export interface StoreTarget {
  /**
   * Whether what `create` makes shares one memory, as the instances of a server do (`many`), or each has a memory
   * of its own (`one`).
   */
  readonly owners: Owners
  /** Makes a store object, which is one owner. Whoever runs the checks closes what stands behind it. */
  create(): Promise<Store> | Store
}
