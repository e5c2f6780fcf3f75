import type { Progress } from './progress.js'

/** Shows the progress of a simulation. */
export interface View {
  /** The time between two updates, in milliseconds. */
  readonly interval: number
  show(progress: Progress): void
  /** Removes what would be in the way of later output. */
  close(): void
}
