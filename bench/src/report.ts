import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { budgets, isWithin } from './budgets.js'
import { type Section, Table, toDigits } from './figures.js'

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
  return [`## ${title}`, method, ...tables.map(toGrid)].join('\n\n')
}

/** The budgets and what was measured of them. Those that were not are left out. */
export function toBudgetTable(figures: ReadonlyMap<string, number>): Table {
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

/** Prints values and their limits. Returns whether all are within. */
export function reportLimits(
  title: string,
  values: Readonly<Record<string, readonly [number, number]>>,
): boolean {
  const table = new Table(title)
  for (const [row, [measured, limit]] of Object.entries(values)) {
    table.set(row, 'measured', measured)
    table.set(row, 'limit', limit)
  }
  console.log(toGrid(table))
  return Object.values(values).every(([measured, limit]) => measured <= limit)
}

/** Where, when and for how long it was measured. */
export function describeRun(command: string, seconds: number): string {
  const model = cpus()[0]?.model.trim() || 'an unknown processor'
  const machine = `${model}, ${availableParallelism()} cores, Node ${process.versions.node} on ${process.platform}`
  return `Measured on ${new Date().toISOString().slice(0, 10)} by \`${command}\` in ${toDigits(seconds / 60)} minutes: ${machine}.`
}

/** Replaces what is between the marks of a page. */
export function writePage(file: string, text: string): void {
  const page = readFileSync(docs + file, 'utf8')
  const [begin, end] = [page.indexOf('<!-- Generated'), page.indexOf('<!-- End')]
  if (begin === -1 || end < begin) throw new Error(`docs/${file} has no marks`)
  const start = page.indexOf('-->', begin) + 3
  writeFileSync(docs + file, `${page.slice(0, start)}\n\n${text}\n\n${page.slice(end)}`)
  console.log(`wrote docs/${file}`)
}
