/** A figure of several processes: the median of their medians, the lowest and the highest. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** @param processes the values that each process has measured */
export function toSpread(processes: readonly (readonly number[])[]): Spread {
  const medians = processes.map(toMedian)
  return { median: toMedian(medians), low: Math.min(...medians), high: Math.max(...medians) }
}

function toMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}

type Cell = Spread | number | string

/** A table of figures. A figure is known by its row and column: `express, 1 event: / hand-written`. */
export class Table {
  readonly rows = new Map<string, Map<string, Cell>>()
  readonly title: string

  constructor(title: string) {
    this.title = title
  }

  set(row: string, column: string, cell: Cell): void {
    const cells = this.rows.get(row) ?? new Map<string, Cell>()
    this.rows.set(row, cells.set(column, cell))
  }

  /** The table as text, its head first. */
  toTexts(): string[][] {
    const columns = [...new Set([...this.rows.values()].flatMap((cells) => [...cells.keys()]))]
    const rows = [...this.rows].map(([row, cells]) => [
      row,
      ...columns.map((name) => toText(cells.get(name))),
    ])
    return [['', ...columns], ...rows]
  }
}

/** The measurements of one topic. */
export interface Section {
  readonly title: string
  /** What was measured and how, in a few sentences. */
  readonly method: string
  readonly tables: readonly Table[]
}

/** The medians of all figures by name. */
export function toFigures(sections: readonly Section[]): ReadonlyMap<string, number> {
  const figures = new Map<string, number>()
  for (const [row, cells] of sections.flatMap(({ tables }) => tables.flatMap(({ rows }) => [...rows])))
    for (const [column, cell] of cells)
      if (typeof cell !== 'string')
        figures.set(`${row}: ${column}`, typeof cell === 'number' ? cell : cell.median)
  return figures
}

/** The medians of figures that were measured several times. */
export function toMedians(runs: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const names = new Set(runs.flatMap((figures) => [...figures.keys()]))
  return new Map(
    [...names].map((name) => [name, toMedian(runs.map((figures) => figures.get(name) ?? Number.NaN))]),
  )
}

function toText(cell: Cell | undefined): string {
  if (cell === undefined) return '–'
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return toDigits(cell)
  const { median, low, high } = cell
  return low === high ? toDigits(median) : `${toDigits(median)} (${toDigits(low)}–${toDigits(high)})`
}

/** A number with three significant digits, or with all that are before the point. */
export function toDigits(value: number): string {
  const fraction = Math.max(0, value === 0 ? 0 : Math.min(2, 2 - Math.floor(Math.log10(Math.abs(value)))))
  return value.toLocaleString('en-US', { minimumFractionDigits: fraction, maximumFractionDigits: fraction })
}
