import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** A test that has ended: its name, with those of its suites, and its state. */
interface EndedTest {
  readonly fullName: string
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
}

/**
 * Prints what was skipped, and why, and the counts as the last line, for other programs. Files that fail to load count as
 * failed.
 */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const failed = modules.reduce((sum, module) => sum + module.errors().length, errors.length)
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    console.log(
      toSummary(
        tests.map((test) => ({ fullName: test.fullName, state: test.result().state })),
        failed,
      ),
    )
  }
}

/** The last lines of the output. @param errors what failed that is no test */
export function toSummary(tests: readonly EndedTest[], errors: number): string {
  const count = (state: EndedTest['state']) => tests.filter((test) => test.state === state).length
  const failed = count('failed') + count('pending') + errors
  const reasons = new Map<string, number>()
  for (const { state, fullName } of tests) {
    if (state !== 'skipped') continue
    // Suites that may be skipped have the reason in their names.
    const reason = /\(skipped: (.*?)\)/.exec(fullName)?.[1] ?? fullName
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  return [
    ...[...reasons].map(([reason, n]) => `${n} skipped: ${reason}`),
    `${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`,
  ].join('\n')
}
