import type { Check } from './check.js'
import { checks } from './checks.js'
import { type Result, runEach } from './result.js'
import type { Target } from './target.js'

/** Runs checks against a target, one after another. */
export function runChecks(target: Target, list: readonly Check[] = checks): Promise<Result[]> {
  return runEach(list, (check) => check.run(target))
}
