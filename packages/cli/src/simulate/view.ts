import type { Output } from '../output.js'
import { toWidth } from '../wrap.js'
import type { View } from './progress-view.js'
import { createScreen } from './screen.js'
import { toLine } from './text.js'

/** Creates a table that is redrawn on a terminal. Elsewhere a line is written every few seconds. */
export function createView(out: Output): View {
  if (out.isTTY === true && process.env['TERM'] !== 'dumb') return createScreen(out)
  return {
    interval: 5000,
    show: (progress) => void out.write(`${toLine(progress, toWidth(out))}\n`),
    close() {},
  }
}
