/**
 * What a claim found: `new`, the key is yours now; `running`, somebody has claimed it and not ended; `done`, it was
 * handled before.
 */
export type ClaimState = 'new' | 'running' | 'done'

/**
 * Shared memory of what was handled. It works on lists, so that a delivery costs one round trip, and every call is
 * atomic for each key. Calls reject or throw when the store cannot answer. A store object is one owner: only it
 * releases what it has claimed.
 *
 * A store that can answer at once returns no promises: then nothing of a delivery waits for it, and each event is
 * marked done by a call of its own. What a store with promises is told is collected over a turn of the event loop.
 *
 * `@signalr-events/testing/store` has the checks that a store of your own must pass.
 */
export interface Store {
  /** Claims keys, each once in a list, for `leaseMs` milliseconds: who dies loses its claim then. */
  claim(keys: readonly string[], leaseMs: number): readonly ClaimState[] | Promise<readonly ClaimState[]>
  /** Marks keys as done, whoever had claimed them, and remembers it for at least `retentionMs` milliseconds. */
  done(keys: readonly string[], retentionMs: number): void | Promise<void>
  /** Gives keys back that this store has claimed and that are not done; others stay as they are. */
  release(keys: readonly string[]): void | Promise<void>
  /**
   * Shortens the source of events, in lower case, which is long and the same in many keys: different texts for
   * different sources, and always the same. Only for a store whose keys no other process sees. Default: as it is.
   */
  readonly intern?: ((source: string) => string) | undefined
}
