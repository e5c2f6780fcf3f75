import type { Section, Table } from '../section.js'

/** Formats a section for the page: its charts, then its tables. */
export function toMarkdown({ title, method, charts, tables }: Section): string {
  const images = charts.map((chart) => `![${chart.title}](performance/${chart.name}.svg)`)
  return [
    `## ${title}`,
    method,
    ...images,
    ...tables.map((table) => `${table.title}:\n\n${toGrid(table)}`),
  ].join('\n\n')
}

/** Formats a table with aligned columns. */
export function toGrid({ head, rows }: Pick<Table, 'head' | 'rows'>): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => row[i]?.length ?? 0)))
  const rule = widths.map((width) => '-'.repeat(width))
  return [head, rule, ...rows]
    .map((row) => `| ${widths.map((width, i) => (row[i] ?? '').padEnd(width)).join(' | ')} |`)
    .join('\n')
}
