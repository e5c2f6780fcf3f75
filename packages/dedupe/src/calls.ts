import type { ClaimState, Store } from './store.js'

/** Claims keys in one call. @throws {TypeError} for an answer that is none: to guess could lose an event */
export async function claimKeys(
  store: Store,
  keys: Iterable<string>,
  lease: number,
): Promise<Map<string, ClaimState>> {
  const list = [...keys]
  const answers: readonly unknown[] = await store.claim(list, lease)
  return new Map(
    list.map((key, i) => {
      const state = answers[i]
      if (state === 'new' || state === 'running' || state === 'done') return [key, state]
      throw new TypeError("dedupe: the store has not answered 'new', 'running' or 'done' for each key")
    }),
  )
}

/** Gives keys back; if the store does not hear of it, their lease ends by itself. */
export function releaseQuietly(store: Store, keys: readonly string[]): void {
  if (keys.length > 0)
    void Promise.resolve(keys)
      .then(store.release)
      .catch(() => {})
}
