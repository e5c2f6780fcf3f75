import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Prints the counts as the last line, for other programs. Files that fail to load count as failed. */
export class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      counts.failed += module.errors().length
      for (const test of module.children.allTests()) counts[test.result().state]++
    }
    console.log(
      `${counts.passed} passed, ${counts.failed + counts.pending} failed, ${counts.skipped} skipped`,
    )
  }
}
