import type { ClaimState, Store } from '@signalr-events/dedupe'
import { equal } from '../conformance/expect.js'

export { equal }

/** Longer than any check takes, in milliseconds. */
export const long = 60_000

/** Short enough to wait for, in milliseconds, and long enough for a few round trips. */
export const short = 300

/** Unused keys: the memory may be shared with earlier runs. Stores must not change the list. */
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
 * Claims a key over and over until it is new. That must take at least `ms` milliseconds
 * from `start`. A tenth is left for clocks that differ and timers that are coarse.
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
