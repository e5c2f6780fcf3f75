import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Budget, isWithin } from './budgets.js'
import { type Section, Table, toDigits } from './figures.js'
import { toSvg } from './svg.js'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))

/** A table in Markdown, which can be read on the console, too. */
export function toGrid(table: Table): string {
  const texts = table.toTexts()
  const widths = (texts[0] ?? []).map((_, i) => Math.max(3, ...texts.map((row) => row[i]?.length ?? 0)))
  const [head = '', ...rows] = texts.map(
    (row) => `| ${widths.map((width, i) => (row[i] ?? '').padEnd(width)).join(' | ')} |`,
  )
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return `${table.title}:\n\n${[head, rule, ...rows].join('\n')}`
}

export function toMarkdown({ title, method, tables }: Section): string {
  const parts = tables.flatMap((table) => {
    const { chart } = table
    const image = chart && `![${table.title.replaceAll('`', '')}](performance/${chart.file}.svg)`
    return [image ?? [], toGrid(table)].flat()
  })
  return [`## ${title}`, method, ...parts].join('\n\n')
}

/** The budgets and what was measured of them. Those that were not are left out. */
export function toBudgetTable(budgets: readonly Budget[], figures: ReadonlyMap<string, number>): Table {
  const table = new Table('Goals and limits')
  for (const budget of budgets) {
    const { figure, goal, limit, atLeast } = budget
    const value = figures.get(figure)
    if (value === undefined) continue
    const sign = atLeast ? '≥' : '≤'
    table.set(figure, 'measured', value)
    table.set(figure, 'goal', `${sign} ${toDigits(goal)}`)
    table.set(figure, 'reached', isWithin(budget, goal, value) ? 'yes' : 'no')
    table.set(figure, 'limit of `--check`', `${sign} ${toDigits(limit)}`)
  }
  return table
}

/** Where, when and for how long it was measured. */
export function describeRun(command: string, seconds: number): string {
  const model = cpus()[0]?.model.trim() || 'an unknown processor'
  const machine = `${model}, ${availableParallelism()} cores, Node ${process.versions.node} on ${process.platform}`
  return `Measured on ${new Date().toISOString().slice(0, 10)} by \`${command}\` in ${toDigits(seconds / 60)} minutes: ${machine}.`
}

/** Replaces what is between the marks of a page, and writes the charts. */
export function writePage(file: string, text: string, sections: readonly Section[]): void {
  const page = readFileSync(docs + file, 'utf8')
  const [begin, end] = [page.indexOf('<!-- Generated'), page.indexOf('<!-- End')]
  if (begin === -1 || end < begin) throw new Error(`docs/${file} has no marks`)
  const start = page.indexOf('-->', begin) + 3
  writeFileSync(docs + file, `${page.slice(0, start)}\n\n${text}\n\n${page.slice(end)}`)
  for (const table of sections.flatMap(({ tables }) => tables))
    if (table.chart !== undefined)
      writeFileSync(
        `${docs}performance/${table.chart.file}.svg`,
        toSvg(table, table.chart.column, table.chart.unit),
      )
  console.log(`wrote docs/${file}`)
}
