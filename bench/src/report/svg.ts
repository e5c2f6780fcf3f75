import type { Bar, Chart } from '../section.js'
import { toDigits } from './format.js'

const width = 760
const labelWidth = 300
const valueWidth = 90
const rowHeight = 24
const top = 48

// The background is part of the picture, so that it is readable on any page, and follows the theme of the reader.
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .ground { fill: #ffffff }
  .title { font-weight: 600 }
  .ours { fill: #0969da }
  .others { fill: #8c959f }
  .quartiles { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .ground { fill: #0d1117 }
    .ours { fill: #4493f8 }
    .others { fill: #6e7681 }
    .quartiles { stroke: #e6edf3 }
  }`

/** Formats a chart as SVG: a bar for each median, a line between the quartiles. */
export function toSvg({ title, unit, bars }: Chart): string {
  const height = top + bars.length * rowHeight + 12
  const largest = Math.max(...bars.map(({ value }) => value.high))
  const scale = (width - labelWidth - valueWidth) / largest
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${toEntities(title)}">
<style>${style}
</style>
<rect class="ground" width="${width}" height="${height}" rx="6"/>
<text class="title" x="16" y="28">${toEntities(title)} (${toEntities(unit)})</text>
${bars.map((bar, i) => toRow(bar, top + i * rowHeight, scale)).join('\n')}
</svg>
`
}

function toRow({ label, value, isOurs }: Bar, y: number, scale: number): string {
  const at = (amount: number) => (labelWidth + amount * scale).toFixed(1)
  const middle = y + rowHeight / 2
  return [
    `<text x="${labelWidth - 10}" y="${middle + 4}" text-anchor="end">${toEntities(label)}</text>`,
    `<rect class="${isOurs ? 'ours' : 'others'}" x="${labelWidth}" y="${y + 4}" width="${(value.median * scale).toFixed(1)}" height="${rowHeight - 8}"/>`,
    `<line class="quartiles" x1="${at(value.low)}" x2="${at(value.high)}" y1="${middle}" y2="${middle}"/>`,
    `<text x="${labelWidth + value.high * scale + 8}" y="${middle + 4}">${toDigits(value.median)}</text>`,
  ].join('')
}

function toEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
