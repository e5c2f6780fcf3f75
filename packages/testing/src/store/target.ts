import type { Store } from '@signalr-events/dedupe'

/** How many owners a check needs, or a target has. Each store object is one owner. */
export type Owners = 'one' | 'many'

/** A store to check. It need not be empty: checks use new keys. */
export interface StoreTarget {
  /**
   * `many`: the stores that `create` makes share one memory, as the instances of a server do. `one`: they do not.
   */
  readonly owners: Owners
  /** Creates a store object, which is one owner. You close its connections. */
  create(): Promise<Store> | Store
}
