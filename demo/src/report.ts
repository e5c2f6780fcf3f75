import { isDeepStrictEqual, styleText } from 'node:util'
import type { Outcome } from './environment.js'
import type { Step } from './steps.js'

/** What the parts of an outcome are. */
export const legend = `For each step
  answer    of the server → what Event Grid does then
  handlers  what they and \`onError\` receive
  online    who is online then`

/** A step that has run, and its outcome. */
export interface Result {
  readonly step: Step
  readonly outcome: Outcome
}

/** Whether the outcome of a step is the expected one. */
export function isAsExpected({ step, outcome }: Result): boolean {
  return isDeepStrictEqual(outcome, step.expected)
}

/** Formats a step and its outcome, in lines of at most `width` columns. */
export function toText(result: Result, width: number): string {
  const { step, outcome } = result
  const isExpected = isAsExpected(result)
  const mark = isExpected ? styleText('green', '✓') : styleText('red', '✗')
  const lines = [`${mark} ${step.title}`, ...toLines(outcome, width)]
  if (!isExpected) lines.push('  expected:', ...toLines(step.expected, width))
  return lines.join('\n')
}

/** The parts of an outcome, wrapped into lines. */
function toLines({ answer, received, online }: Outcome, width: number): string[] {
  const parts = [
    `answer: ${answer}`,
    `handlers: ${received.join(', ') || '–'}`,
    `online: ${online.join(', ') || '–'}`,
  ]
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} · ${part}`.length <= width) lines.splice(-1, 1, `${last} · ${part}`)
    else lines.push(`    ${part}`)
  }
  return lines
}
