import { styleText } from 'node:util'
import Grid from 'cli-table3'
import type { BudgetResult } from '../budget-results.js'
import type { Section, Table } from '../section.js'
import { toDigits } from './format.js'

// Without lines between the rows, a table fits on a screen.
const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }

/** Formats a section for the console. */
export function toConsole({ title, method, tables }: Section): string {
  return [`\n${styleText('bold', title)}\n${method}`, ...tables.map(toGrid)].join('\n')
}

/** Formats a table for the console. */
export function toGrid({ title, head, rows }: Table): string {
  // styleText adds the colors, because it knows whether the terminal shows them.
  const grid = new Grid({
    head: head.map((text) => styleText('bold', text)),
    chars,
    style: { head: [], border: [] },
  })
  for (const row of rows) grid.push([...row])
  return `${title}\n${grid}`
}

/** Formats the budgets with their results. */
export function toBudgetGrid(results: readonly BudgetResult[]): string {
  return toGrid({
    title: 'Budgets',
    head: ['', '', 'measured', 'limit', 'goal'],
    rows: results.map(({ budget, measured, passed, reachesGoal }) => [
      passed ? styleText('green', '✓') : styleText('red', '✗'),
      budget.label,
      toDigits(measured),
      budget.limit === undefined ? '' : toDigits(budget.limit),
      `${toDigits(budget.goal)}${reachesGoal ? ' ✓' : ''}`,
    ]),
  })
}
