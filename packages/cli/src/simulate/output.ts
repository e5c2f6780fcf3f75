import type { WriteStream } from 'node:tty'
import type { Progress } from './progress.js'

/** The stream that shows a simulation, a terminal or not. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>

/** Shows the progress of a simulation. */
export interface View {
  /** The time between two updates, in milliseconds. */
  readonly interval: number
  show(progress: Progress): void
  /** Removes what would be in the way of later output. */
  close(): void
}
