import { markdownTable } from 'markdown-table'

/** A value in a table. A figure is known by its row and column: `express, 1 event: / hand-written`. */
export interface Cell {
  readonly row: string
  readonly column: string
  readonly value: number | string
}

/** The cells of a row. */
export function toCells(row: string, values: Readonly<Record<string, number | string>>): Cell[] {
  return Object.entries(values).map(([column, value]) => ({ row, column, value }))
}

export const nameOf = ({ row, column }: Pick<Cell, 'row' | 'column'>): string => `${row}: ${column}`

/** All figures by name. */
export function toFigures(cells: readonly Cell[]): Map<string, number> {
  return new Map(cells.map((cell) => [nameOf(cell), Number(cell.value)]))
}

/** The median of an odd number of values. */
export function toMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** A table in Markdown, which can be read on the console, too. */
export function toMarkdown(cells: readonly Cell[]): string {
  const columns = [...new Set(cells.map(({ column }) => column))]
  const rows = [...new Set(cells.map(({ row }) => row))]
  const values = new Map(cells.map((cell) => [nameOf(cell), cell.value]))
  const toText = (row: string, column: string) => {
    const value = values.get(nameOf({ row, column })) ?? Number.NaN
    return typeof value === 'string' ? value : toDigits(value)
  }
  const lines = rows.map((row) => [row, ...columns.map((column) => toText(row, column))])
  return markdownTable([['', ...columns], ...lines])
}

/** A number with three significant digits. */
export function toDigits(value: number): string {
  return Number.isNaN(value) ? '–' : value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
}
