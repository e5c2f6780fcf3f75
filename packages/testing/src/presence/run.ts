import { type Result, runEach } from '../conformance/result.js'
import type { PresenceStoreCheck } from './check.js'
import { presenceStoreChecks } from './checks/index.js'
import type { PresenceStoreTarget } from './target.js'

/** The result of a check; `error` is `undefined` when the store passed. */
export type PresenceStoreResult = Result<PresenceStoreCheck>

/**
 * Runs checks on a presence store, one after another.
 *
 * @example
 * ```ts
 * import { memoryPresence } from '@signalr-events/presence'
 * import { runPresenceStoreChecks } from '@signalr-events/testing/presence'
 *
 * const results = await runPresenceStoreChecks({ create: ({ now }) => memoryPresence({ now }) })
 * console.log(results.filter(({ error }) => error !== undefined)) // []
 * ```
 */
export function runPresenceStoreChecks(
  target: PresenceStoreTarget,
  list: readonly PresenceStoreCheck[] = presenceStoreChecks,
): Promise<PresenceStoreResult[]> {
  return runEach(list, (check) => check.run(target))
}
