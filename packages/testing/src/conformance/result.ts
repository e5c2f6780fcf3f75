import { withTimeout } from '@signalr-events/internal'
import type { Check } from './check.js'

/** How long a check may take, in milliseconds: ten times as long as the slowest one. */
const MAX_CHECK_MS = 60_000

/** The result of a check. */
export interface Result<Checked = Check> {
  /** The check. */
  readonly check: Checked
  /** The violation; `undefined` if the check passed. */
  readonly error: Error | undefined
}

/** Runs checks of any kind, one after another. What does not answer fails, so that all of them end. */
export async function runEach<Checked>(
  list: readonly Checked[],
  run: (check: Checked) => Promise<void>,
): Promise<Result<Checked>[]> {
  const results: Result<Checked>[] = []
  for (const check of list) {
    try {
      await withTimeout(run(check), MAX_CHECK_MS, () => new Error(`no answer within ${MAX_CHECK_MS} ms`))
      results.push({ check, error: undefined })
    } catch (error) {
      results.push({ check, error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  return results
}
