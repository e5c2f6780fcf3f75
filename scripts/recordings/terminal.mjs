// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import xterm from '@xterm/headless'

/**
 * Cells of a line that look the same.
 *
 * @typedef {object} Run
 * @property {string} text
 * @property {number} column
 * @property {number | undefined} color one of the 16 colors of a terminal
 * @property {boolean} bold
 * @property {boolean} dim
 */

/**
 * What a terminal shows at a time.
 *
 * @typedef {object} Frame
 * @property {number} at milliseconds since the start
 * @property {readonly (readonly Run[])[]} lines
 */

/** @typedef {import('@xterm/headless').IBufferCell} Cell */

const columns = 80
const rows = 60
const interval = 500

/**
 * Runs a command in a terminal of 80 columns and records what it shows, twice a second and at the end.
 *
 * @param {string} command for a shell
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<Frame[]>}
 */
export async function record(command, env) {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: false })
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows ${rows}; ${command}`, '/dev/null'], {
    env: { ...process.env, ...env, TERM: 'xterm-256color' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.on('data', (data) => terminal.write(data))
  const ended = once(child, 'close')
  /** @type {Frame[]} */
  const frames = []
  const start = Date.now()
  const snapshot = () => add(frames, { at: Date.now() - start, lines: readLines(terminal) })
  const timer = setInterval(snapshot, interval)
  await ended
  clearInterval(timer)
  await new Promise((resolve) => terminal.write('', () => resolve(undefined)))
  snapshot()
  return frames
}

/**
 * Adds a frame, unless it shows the same as the one before.
 *
 * @param {Frame[]} frames
 * @param {Frame} frame
 */
function add(frames, frame) {
  if (JSON.stringify(frames.at(-1)?.lines) !== JSON.stringify(frame.lines)) frames.push(frame)
}

/** @param {import('@xterm/headless').Terminal} terminal @returns {Run[][]} */
function readLines(terminal) {
  const { active } = terminal.buffer
  const lines = Array.from({ length: active.length }, (_, i) => toRuns(active.getLine(i)))
  return lines.slice(0, lines.findLastIndex((runs) => runs.length > 0) + 1)
}

/** @param {import('@xterm/headless').IBufferLine | undefined} line @returns {Run[]} */
function toRuns(line) {
  /** @type {Run[]} */
  const runs = []
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column)
    const text = cell?.getChars() || ' '
    const look = toLook(cell)
    const last = runs.at(-1)
    if (last !== undefined && isSame(last, look)) last.text += text
    else runs.push({ text, column, ...look })
  }
  return runs.filter(({ text }) => text.trim() !== '')
}

/** @param {Cell | undefined} cell */
function toLook(cell) {
  const color = cell?.isFgPalette() ? cell.getFgColor() : undefined
  return { color, bold: Boolean(cell?.isBold()), dim: Boolean(cell?.isDim()) }
}

/** @type {(a: ReturnType<typeof toLook>, b: ReturnType<typeof toLook>) => boolean} */
const isSame = (a, b) => a.color === b.color && a.bold === b.bold && a.dim === b.dim
