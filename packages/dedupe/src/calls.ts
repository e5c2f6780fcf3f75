import type { ClaimState, Store } from './store.js'

/** Claims keys in one call. @throws {TypeError} for an answer that is none: to guess could lose an event */
export async function claimKeys(
  store: Store,
  keys: readonly string[],
  lease: number,
): Promise<readonly ClaimState[]> {
  const answers: readonly unknown[] = await store.claim(keys, lease)
  return keys.map((_, i) => toState(answers[i]))
}

function toState(answer: unknown): ClaimState {
  if (answer === 'new' || answer === 'running' || answer === 'done') return answer
  throw new TypeError("dedupe: the store has not answered 'new', 'running' or 'done' for each key")
}

/** Gives keys back; if the store does not hear of it, their lease ends by itself. */
export function releaseQuietly(store: Store, keys: readonly string[]): void {
  if (keys.length > 0)
    void Promise.resolve()
      .then(() => store.release(keys))
      .catch(() => {})
}
