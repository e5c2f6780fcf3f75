import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import type { Output } from '../output.js'
import { createPaint } from '../paint.js'
import type { Progress } from './progress.js'
import type { View } from './progress-view.js'
import { toTable } from './text.js'

const [hideCursor, showCursor] = ['\x1b[?25l', '\x1b[?25h']

/** Creates a table that is redrawn in place. The cursor is restored however the process ends. */
export function createScreen(out: Output): View {
  const paint = createPaint(out)
  const restore = () => void out.write(showCursor)
  let drawn = 0

  function erase(): void {
    moveCursor(out, 0, -drawn)
    cursorTo(out, 0)
    clearScreenDown(out)
    drawn = 0
  }

  process.once('exit', restore)
  out.write(hideCursor)
  return {
    interval: 250,
    show(progress: Progress) {
      // A row that wraps or scrolls away could not be erased. A terminal that does not know its size reports 0.
      const [columns, rows] = [out.columns || 80, out.rows || 24]
      const lines = toTable(progress, paint, columns - 1)
        .slice(0, rows - 1)
        .map((row) => cut(row, columns - 1))
      erase()
      out.write(lines.map((line) => `${line}\n`).join(''))
      drawn = lines.length
    },
    close() {
      erase()
      restore()
      process.removeListener('exit', restore)
    },
  }
}

/** Cuts a row to a number of characters. A row that is cut loses its colors, because their end is missing. */
function cut(row: string, width: number): string {
  const plain = stripVTControlCharacters(row)
  return plain.length > width ? plain.slice(0, width) : row
}
