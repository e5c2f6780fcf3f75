import type { Level } from '../conformance/check.js'
import { Subject } from './subject.js'
import type { PresenceStoreTarget } from './target.js'

/** One thing that a presence store guarantees. */
export interface PresenceStoreCheck {
  /** Never changes its meaning. */
  readonly id: string
  /** Whether answers are wrong without it (MUST), or the store is merely less useful (SHOULD). */
  readonly level: Level
  /** The guarantee, as a sentence. */
  readonly title: string
  /** Rejects with a description of the violation. */
  run(target: PresenceStoreTarget): Promise<void>
}

/** Creates a MUST check. It has a separate hub and sets the clock. */
export function must(
  id: string,
  title: string,
  run: (subject: Subject) => Promise<void>,
): PresenceStoreCheck {
  return {
    ...{ id, level: 'MUST', title },
    async run(target) {
      await run(await Subject.create(target))
    },
  }
}
