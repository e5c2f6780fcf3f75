// @ts-check

const [width, height] = [8.4, 18]
const margin = 16

/** The 16 colors of a terminal, readable on a dark ground. */
const colors = [
  ...['#484f58', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ...['#6e7681', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#ffffff'],
]

/** How long the last frame stays, in milliseconds. */
const pause = 5_000

/**
 * An SVG that shows a command and, one after another, what it printed. With reduced motion, it shows the last frame.
 *
 * @param {string} command as it is typed
 * @param {readonly import('./terminal.mjs').Frame[]} frames
 */
export function toSvg(command, frames) {
  const lines = Math.max(...frames.map(({ lines }) => lines.length)) + 1
  const [w, h] = [80 * width + 2 * margin, lines * height + 2 * margin]
  const duration = (frames.at(-1)?.at ?? 0) + pause
  const title = `${command}\n${toText(frames.at(-1))}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img">
<title>${toXml(title)}</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #e6edf3; white-space: pre }
.b { font-weight: 700 } .d { opacity: .6 } .p { fill: #3fb950 }
${colors.map((color, i) => `.c${i} { fill: ${color} }`).join('\n')}
${frames.map((frame, i) => toAnimation(i, frame.at, frames[i + 1]?.at ?? duration, duration)).join('\n')}
@media (prefers-reduced-motion: reduce) { svg g[class] { animation: none; opacity: 0 } svg g[class]:last-of-type { opacity: 1 } }
</style>
<rect width="${w}" height="${h}" rx="8" fill="#0d1117"/>
${toLine(0, [
  { text: '$', column: 0, className: 'p' },
  { text: command, column: 2, className: '' },
])}
${frames.map(({ lines }, i) => `<g class="f${i}">${lines.map((runs, row) => toLine(row + 1, runs.map(toSpan))).join('')}</g>`).join('\n')}
</svg>
`
}

/**
 * @param {number} i
 * @param {number} from
 * @param {number} to
 * @param {number} duration
 */
function toAnimation(i, from, to, duration) {
  const [start, end] = [from, to].map((at) => Math.round((at / duration) * 10_000) / 100)
  const name = `k${i}`
  return `.f${i} { opacity: 0; animation: ${name} ${duration}ms steps(1, end) infinite }
@keyframes ${name} { 0% { opacity: ${start === 0 ? 1 : 0} } ${start}% { opacity: 1 } ${end}% { opacity: ${end === 100 ? 1 : 0} } }`
}

/** @param {import('./terminal.mjs').Run} run */
function toSpan({ text, column, color, bold, dim }) {
  const classes = [color === undefined ? '' : `c${color % 16}`, bold ? 'b' : '', dim ? 'd' : '']
  return { text: text.trimEnd(), column, className: classes.filter(Boolean).join(' ') }
}

/**
 * @param {number} row
 * @param {readonly { text: string, column: number, className: string }[]} spans
 */
function toLine(row, spans) {
  if (spans.length === 0) return ''
  const y = margin + (row + 1) * height - 5
  const parts = spans.map(({ text, column, className }) => {
    const x = margin + column * width
    // Other fonts are wider or narrower; the columns stay where they are.
    const length = ` textLength="${(text.length * width).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`
    return `<tspan x="${x.toFixed(1)}"${length}${className === '' ? '' : ` class="${className}"`}>${toXml(text)}</tspan>`
  })
  return `<text y="${y}" xml:space="preserve">${parts.join('')}</text>`
}

/** @param {import('./terminal.mjs').Frame | undefined} frame */
const toText = (frame) =>
  frame?.lines.map((runs) => runs.map(({ text }) => text.trimEnd()).join(' ')).join('\n') ?? ''

/** @param {string} text */
const toXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
