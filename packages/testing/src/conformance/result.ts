import type { Check } from './check.js'

/** The result of a check. */
export interface Result<Checked = Check> {
  /** The check. */
  readonly check: Checked
  /** The violation; `undefined` if the check passed. */
  readonly error: Error | undefined
}

/** Runs checks of any kind, one after another. */
export async function runEach<Checked>(
  list: readonly Checked[],
  run: (check: Checked) => Promise<void>,
): Promise<Result<Checked>[]> {
  const results: Result<Checked>[] = []
  for (const check of list) {
    try {
      await run(check)
      results.push({ check, error: undefined })
    } catch (error) {
      results.push({ check, error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  return results
}
