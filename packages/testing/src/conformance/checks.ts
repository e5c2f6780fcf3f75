import { authorization } from './authorization.js'
import { badInput } from './bad-input.js'
import { deletions } from './deletions.js'
import { deliveries } from './deliveries.js'
import { handshakes } from './handshakes.js'
import { neighbours } from './neighbours.js'
import { outcomes } from './outcomes.js'
import type { Target } from './target.js'

/** Whether a receiver loses or corrupts events without it (MUST) or is merely less useful (SHOULD). */
export type Level = 'MUST' | 'SHOULD'

/** One thing that a receiver guarantees. */
export interface Check {
  /** Never changes its meaning. */
  readonly id: string
  readonly level: Level
  /** The guarantee, as a sentence. */
  readonly title: string
  /** Where it is from: a page or a file in public. */
  readonly source: string
  /** Rejects with what is wrong. */
  run(target: Target): Promise<void>
}

/** Every check, in the order of the pipeline. */
export const checks: readonly Check[] = [
  ...handshakes,
  ...authorization,
  ...deliveries,
  ...outcomes,
  ...deletions,
  ...badInput,
  ...neighbours,
]
