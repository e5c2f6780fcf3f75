import type { Target } from './target.js'

/** Whether a receiver loses or corrupts events without it (MUST) or is merely less useful (SHOULD). */
export type Level = 'MUST' | 'SHOULD'

/** One thing that a receiver guarantees, checked on a {@link Target} unless told otherwise. */
export interface Check<Checked = Target> {
  /** Never changes its meaning. */
  readonly id: string
  readonly level: Level
  /** The guarantee, as a sentence. */
  readonly title: string
  /** Where it is from: a page or a file in public. */
  readonly source: string
  /** Rejects with what is wrong. */
  run(target: Checked): Promise<void>
}
