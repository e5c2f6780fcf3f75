import type { WriteStream } from 'node:tty'

/** One line that shows what is in progress, and is gone when it is done. */
export interface ProgressLine {
  show(text: string): void
  clear(): void
}

type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>

const startOfLine = '\r\u001B[K'

/** Creates a progress line on a terminal. Elsewhere it shows nothing. */
export function createProgressLine(out: Output): ProgressLine {
  if (out.isTTY !== true || process.env['TERM'] === 'dumb') return { show() {}, clear() {} }
  return {
    // A line that wraps could not be erased.
    show: (text) => void out.write(startOfLine + text.slice(0, (out.columns || 80) - 1)),
    clear: () => void out.write(startOfLine),
  }
}
