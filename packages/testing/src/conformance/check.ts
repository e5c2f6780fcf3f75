import type { Target } from './target.js'

/** Without a `MUST`, a receiver loses or corrupts events. Without a `SHOULD`, it is less useful. */
export type Level = 'MUST' | 'SHOULD'

/** One guarantee of a receiver, by default checked on a {@link Target}. */
export interface Check<Checked = Target> {
  /** Stable: an id never changes its meaning. */
  readonly id: string
  /** How important the guarantee is. */
  readonly level: Level
  /** The guarantee, as a sentence. */
  readonly title: string
  /** The public page or file that the guarantee comes from. */
  readonly source: string
  /** Rejects with a description of the violation. */
  run(target: Checked): Promise<void>
}
