/**
 * What a claim finds: `new`, the key is yours now; `running`, another claim holds it; `done`, the event was handled
 * before.
 */
export type ClaimState = 'new' | 'running' | 'done'

/**
 * Shared memory of handled events. It works on lists, so that a delivery costs one round trip, and every call is
 * atomic for each key. Calls reject when the store cannot answer.
 *
 * `@signalr-events/testing/store` has the checks that your own store must pass.
 */
export interface Store {
  /**
   * Claims keys for `leaseMs` milliseconds, after which a claim ends by itself: its process may have died. Of a key
   * that is twice in the list, only the first is new.
   */
  claim(keys: readonly string[], leaseMs: number): Promise<readonly ClaimState[]>
  /** Marks keys as done, no matter what holds them, and remembers that for at least `retentionMs` milliseconds. */
  done(keys: readonly string[], retentionMs: number): Promise<void>
  /** Gives back keys that this store object has claimed and that are not done. Others stay as they are. */
  release(keys: readonly string[]): Promise<void>
}
