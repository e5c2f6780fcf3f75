import { type Table, toDigits, toValue } from './figures.js'

const WIDTH = 760
const LABELS = 300
const ROW = 24
const TOP = 48

// The background is part of the picture, so that it can be read on any page, and follows the theme of the reader.
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .ground { fill: #ffffff }
  .title { font-weight: 600 }
  .ours { fill: #0969da }
  .others { fill: #8c959f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .ground { fill: #0d1117 }
    .ours { fill: #4493f8 }
    .others { fill: #6e7681 }
  }`

/** A column of a table as bars. */
export function toSvg({ title, rows }: Table, column: string, unit: string): string {
  const bars = [...rows].flatMap(([label, cells]) => {
    const cell = cells.get(column)
    return cell === undefined || typeof cell === 'string' ? [] : [{ label, value: toValue(cell) }]
  })
  const scale = (WIDTH - LABELS - 90) / Math.max(...bars.map(({ value }) => value))
  const height = TOP + bars.length * ROW + 12
  const heading = toEntities(
    `${title.replaceAll('`', '').replace(/: median.*/, '')} (${column === unit ? unit : `${column}, ${unit}`})`,
  )
  const lines = bars.map(({ label, value }, i) => {
    const y = TOP + i * ROW
    const kind = /^(@signalr-events|handle)/.test(label) ? 'ours' : 'others'
    const length = value * scale
    return `<text x="${LABELS - 10}" y="${y + 16}" text-anchor="end">${toEntities(label)}</text><rect class="${kind}" x="${LABELS}" y="${y + 4}" width="${length.toFixed(1)}" height="${ROW - 8}"/><text x="${(LABELS + length + 8).toFixed(1)}" y="${y + 16}">${toDigits(value)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${heading}">
<style>${style}
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>
<text class="title" x="16" y="28">${heading}</text>
${lines.join('\n')}
</svg>
`
}

function toEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
