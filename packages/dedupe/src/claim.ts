import type { DedupeSettings } from './options.js'
import type { ClaimState } from './store.js'

/** An event that is ours to handle. */
export interface Claim {
  readonly key: string
  /** When the claim ends, in milliseconds since 1970. */
  readonly endsAt: number
}

/** What the store says of a key. */
export interface Claimed {
  state: ClaimState
  readonly claim: Claim
}

/** Claims keys in one call. @throws {TypeError} for an answer that is none: to guess could lose an event */
export async function claimKeys(
  { store, lease }: DedupeSettings,
  keys: readonly string[],
): Promise<Claimed[]> {
  const endsAt = Date.now() + lease
  const states: unknown = await store.claim(keys, lease)
  checkStates(states, keys.length)
  return states.map((state, i) => ({ state, claim: { key: keys[i] ?? '', endsAt } }))
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
