import { type Result, runEach } from '../conformance/result.js'
import type { StoreCheck } from './check.js'
import { storeChecks } from './checks.js'
import type { StoreTarget } from './target.js'

/** The result of a check; `error` is `undefined` when the store passed. */
export type StoreResult = Result<StoreCheck>

/**
 * Runs checks on a store, one after another. A target with one owner skips the checks that need many.
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
export function runStoreChecks(
  target: StoreTarget,
  list: readonly StoreCheck[] = storeChecks,
): Promise<StoreResult[]> {
  const possible = list.filter(({ owners }) => owners === 'one' || target.owners === 'many')
  return runEach(possible, (check) => check.run(target))
}
