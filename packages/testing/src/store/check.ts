import type { Level } from '../conformance/check.js'
import type { Owners, StoreTarget } from './target.js'

/** One guarantee of a store. */
export interface StoreCheck {
  /** Stable: an id never changes its meaning. */
  readonly id: string
  /** `MUST`: without it, events are lost or handled twice. `SHOULD`: without it, the store is less useful. */
  readonly level: Level
  /** The guarantee, as a sentence. */
  readonly title: string
  /** The public page that the guarantee comes from. */
  readonly source: string
  /** How many owners the check needs. A target with one owner skips checks that need many. */
  readonly owners: Owners
  /** Rejects with a description of the violation. */
  run(target: StoreTarget): Promise<void>
}
