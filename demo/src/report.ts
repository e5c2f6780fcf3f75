import { isDeepStrictEqual, styleText } from 'node:util'
import Table from 'cli-table3'
import type { Outcome, Step } from './steps.js'

/** A step that was played, and what came of it. */
export interface Result {
  readonly step: Step
  readonly outcome: Outcome
}

/** Whether the step went as expected. */
export function isAsExpected({ step, outcome }: Result): boolean {
  return isDeepStrictEqual(outcome, step.expected)
}

// No rules between the rows, so that the table fits on a screen.
const noRules = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }

/** The results as a table of 110 columns. */
export function toTable(results: readonly Result[]): string {
  const titles = ['', 'Event Grid', 'the answer', 'the handlers receive', 'then online']
  const table = new Table({
    head: titles.map((title) => styleText('bold', title)),
    colWidths: [3, 38, 22, 25, 16],
    wordWrap: true,
    chars: noRules,
    // Colours come from styleText, which knows when there are to be none.
    style: { head: [], border: [] },
  })
  for (const result of results) table.push(toRow(result))
  return table.toString()
}

function toRow(result: Result): string[] {
  const { step, outcome } = result
  const { expected } = step
  return [
    isAsExpected(result) ? styleText('green', '✓') : styleText('red', '✗'),
    step.title,
    toCell([outcome.answer], [expected.answer], '\n'),
    toCell(outcome.received, expected.received, '\n'),
    toCell(outcome.online, expected.online, ', '),
  ]
}

/** What came; and when that is not what was expected, both. */
function toCell(actual: readonly string[], expected: readonly string[], separator: string): string {
  const [came, wanted] = [actual, expected].map((parts) => parts.join(separator) || '–')
  const text = came ?? ''
  return isDeepStrictEqual(actual, expected) ? text : `${styleText('red', text)}\nexpected:\n${wanted}`
}
