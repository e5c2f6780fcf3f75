import { styleText } from 'node:util'
import Grid from 'cli-table3'
import type { Section, Table } from '../section.js'
import type { Verdict } from '../verdict.js'
import { toDigits } from './format.js'

// No rules between the rows, so that a table fits on a screen.
const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }

/** A section for the console. */
export function toConsole({ title, method, tables }: Section): string {
  return [`\n${styleText('bold', title)}\n${method}`, ...tables.map(toGrid)].join('\n')
}

/** A table for the console. */
export function toGrid({ title, head, rows }: Table): string {
  // Colours come from styleText, which knows when there are to be none.
  const grid = new Grid({
    head: head.map((text) => styleText('bold', text)),
    chars,
    style: { head: [], border: [] },
  })
  for (const row of rows) grid.push([...row])
  return `${title}\n${grid}`
}

/** The budgets, kept or not. */
export function toBudgetGrid(verdicts: readonly Verdict[]): string {
  return toGrid({
    title: 'Budgets',
    head: ['', '', 'measured', 'limit', 'goal'],
    rows: verdicts.map(({ budget, measured, passed, reachesGoal }) => [
      passed ? styleText('green', '✓') : styleText('red', '✗'),
      budget.says,
      toDigits(measured),
      budget.limit === undefined ? '' : toDigits(budget.limit),
      `${toDigits(budget.goal)}${reachesGoal ? ' ✓' : ''}`,
    ]),
  })
}
