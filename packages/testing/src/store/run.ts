import type { StoreCheck } from './check.js'
import { storeChecks } from './checks.js'
import type { StoreTarget } from './target.js'

/** What became of a check. */
export interface StoreResult {
  readonly check: StoreCheck
  /** What was wrong; `undefined` when the store passed. */
  readonly error: Error | undefined
}

/**
 * Runs checks on a store, one after another; of a target with one owner, only those that need no more.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@signalr-events/dedupe'
 * import { runStoreChecks } from '@signalr-events/testing/store'
 *
 * const results = await runStoreChecks({ owners: 'one', create: () => memoryStore() })
 * console.log(results.filter(({ error }) => error !== undefined)) // []
 * ```
 */
export async function runStoreChecks(
  target: StoreTarget,
  list: readonly StoreCheck[] = storeChecks,
): Promise<StoreResult[]> {
  const results: StoreResult[] = []
  for (const check of list) {
    if (check.owners === 'many' && target.owners === 'one') continue
    try {
      await check.run(target)
      results.push({ check, error: undefined })
    } catch (error) {
      results.push({ check, error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  return results
}
