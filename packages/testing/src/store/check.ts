import type { Level } from '../conformance/check.js'
import type { Owners, StoreTarget } from './target.js'

/** One thing that a store guarantees. */
export interface StoreCheck {
  /** Never changes its meaning. */
  readonly id: string
  /** Whether events are lost or handled twice without it (MUST), or the store is merely less useful (SHOULD). */
  readonly level: Level
  /** The guarantee, as a sentence. */
  readonly title: string
  /** The public page that it is from. */
  readonly source: string
  /** How many owners it needs; a target with one owner leaves out those that need many. */
  readonly owners: Owners
  /** Rejects with a description of the violation. */
  run(target: StoreTarget): Promise<void>
}
