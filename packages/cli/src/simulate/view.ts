import type { WriteStream } from 'node:tty'
import type { Progress } from './progress.js'
import { createScreen } from './screen.js'
import { toLine } from './text.js'

/** Shows how far a simulation is, now and then. */
export interface View {
  /** Milliseconds from one time to the next. */
  readonly interval: number
  show(progress: Progress): void
  /** Takes away what would be in the way of what comes after. */
  close(): void
}

/** Where a view is shown. */
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>

/** A table that is redrawn where there is a terminal; elsewhere a line now and then. */
export function createView(out: Output): View {
  if (out.isTTY === true && process.env['TERM'] !== 'dumb') return createScreen(out)
  return {
    interval: 5000,
    show: (progress) => void out.write(`${toLine(progress)}\n`),
    close() {},
  }
}
