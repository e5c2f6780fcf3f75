import { Lease } from './lease.js'
import type { DedupeSettings } from './options.js'
import type { ClaimState } from './store.js'

/** What the store said of a key. */
export interface Claim {
  readonly key: string
  /** `running` once the claim is taken. */
  state: ClaimState
  readonly lease: Lease
}

/** Claims keys in one call. @throws {TypeError} for an answer that is none: to guess could lose an event */
export async function claimKeys(settings: DedupeSettings, keys: readonly string[]): Promise<Claim[]> {
  const lease = new Lease(settings.lease)
  const states: unknown = await settings.store.claim(keys, settings.lease)
  checkStates(states, keys.length)
  return keys.map((key, i) => ({ key, state: states[i] as ClaimState, lease }))
}

function checkStates(states: unknown, length: number): asserts states is readonly ClaimState[] {
  const isComplete = Array.isArray(states) && states.length === length
  // A sparse array skips its holes in `every`.
  if (isComplete && Array.from(states).every(isState)) return
  throw new TypeError("dedupe: the store must answer 'new', 'running' or 'done' for each key")
}

function isState(state: unknown): boolean {
  return state === 'new' || state === 'running' || state === 'done'
}
