import type { ClaimState, Store } from '@signalr-events/dedupe'
import { equal } from '../conformance/expect.js'

export { equal }

/** Longer than any check takes, in milliseconds. */
export const longMs = 60_000

/** Short enough to wait for, in milliseconds, and long enough for a few round trips. */
export const shortMs = 300

/** Creates unused keys, because a store may be shared with earlier runs. The list is frozen: stores must not change it. */
export function createKeys(count: number): readonly string[] {
  const run = crypto.randomUUID()
  return Object.freeze(Array.from({ length: count }, (_, i) => `check-${run}-${i}`))
}

/** Expects the states that a claim returns. */
export async function expectClaim(
  store: Store,
  keys: readonly string[],
  states: readonly ClaimState[],
  what: string,
): Promise<void> {
  equal(await store.claim(keys, longMs), states, what)
}

/**
 * Claims a key repeatedly until it is new. That must take at least `ms` milliseconds from `start`. A tolerance of
 * 10 % covers clocks that differ and timers that are coarse.
 */
export async function expectNewAfter(store: Store, key: string, start: number, ms: number): Promise<void> {
  const end = start + 2 * ms + 5_000
  for (;;) {
    const [state] = await store.claim([key], longMs)
    const elapsed = performance.now() - start
    if (state === 'new' && elapsed >= 0.9 * ms) return
    if (state === 'new') throw new Error(`free after ${Math.round(elapsed)} of ${ms} ms`)
    if (performance.now() > end) throw new Error(`still ${state} after ${Math.round(elapsed)} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
