import type { Check } from './check.js'
import { checks } from './checks.js'
import type { Target } from './target.js'

/** What became of a check. */
export interface Result {
  readonly check: Check
  /** What was wrong; `undefined` when the target passed. */
  readonly error: Error | undefined
}

/** Runs checks against a target, one after another. */
export async function runChecks(target: Target, list: readonly Check[] = checks): Promise<Result[]> {
  const results: Result[] = []
  for (const check of list) {
    try {
      await check.run(target)
      results.push({ check, error: undefined })
    } catch (error) {
      results.push({ check, error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  return results
}
