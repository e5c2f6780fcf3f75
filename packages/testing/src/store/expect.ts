import type { ClaimState, Store } from '@signalr-events/dedupe'
import { equal } from '../conformance/expect.js'

export { equal }

/** Longer than any check takes, in milliseconds. */
export const long = 60_000

/** Short enough to wait for, in milliseconds, and long enough for a few round trips. */
export const short = 300

/** Keys that nobody has used: the memory may be shared with earlier runs. Stores must leave the list as it is. */
export function createKeys(count: number): readonly string[] {
  const run = crypto.randomUUID()
  return Object.freeze(Array.from({ length: count }, (_, i) => `check-${run}-${i}`))
}

/** Expects what a claim finds. */
export async function expectClaim(
  store: Store,
  keys: readonly string[],
  states: readonly ClaimState[],
  what: string,
): Promise<void> {
  equal(await store.claim(keys, long), states, what)
}

/**
 * Claims a key over and over until it is new. That may take as long as it likes, within reason, but not less than
 * `ms` milliseconds since `start`. A tenth is left to clocks that differ and to timers that are coarse.
 */
export async function expectNewAfter(store: Store, key: string, start: number, ms: number): Promise<void> {
  const end = start + 2 * ms + 5_000
  for (;;) {
    const [state] = await store.claim([key], long)
    const elapsed = performance.now() - start
    if (state === 'new' && elapsed >= 0.9 * ms) return
    if (state === 'new') throw new Error(`free after ${Math.round(elapsed)} of ${ms} ms`)
    if (performance.now() > end) throw new Error(`still ${state} after ${Math.round(elapsed)} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
