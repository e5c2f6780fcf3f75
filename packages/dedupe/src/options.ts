import type { Store } from './store.js'

/** Options of {@link dedupe}. */
export interface DedupeOptions {
  /** Where claims are kept: `memoryStore()`, or a store that all instances share. */
  readonly store: Store
  /**
   * How long a claim holds if nothing is heard of it, in milliseconds: longer than the webhook's deadline and your
   * slowest handler together, for after that another instance may handle the event too. Default 60,000.
   */
  readonly lease?: number | undefined
  /** How long a handled event is remembered, in milliseconds. Default 25 hours, since Event Grid tries for 24. */
  readonly retention?: number | undefined
  /**
   * What to do when the store does not answer a claim: `retry` answers 503, so that Event Grid delivers again;
   * `continue` handles the event, maybe twice. Default `retry`.
   */
  readonly onStoreError?: 'retry' | 'continue' | undefined
}

/** Options checked, with their defaults filled in. */
export type DedupeSettings = { readonly [Name in keyof DedupeOptions]-?: NonNullable<DedupeOptions[Name]> }

const hour = 60 * 60 * 1000

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readOptions(options: DedupeOptions): DedupeSettings {
  const { store, lease = 60_000, retention = 25 * hour, onStoreError = 'retry', ...unknown } = options
  for (const name of Object.keys(unknown)) throw new TypeError(`dedupe: there is no option '${name}'`)
  const isStore = (['claim', 'done', 'release'] as const).every((name) => typeof store?.[name] === 'function')
  if (!isStore) throw new TypeError("dedupe: 'store' must be a store, e.g. memoryStore()")
  for (const [name, ms] of Object.entries({ lease, retention })) {
    if (!Number.isSafeInteger(ms) || ms < 1)
      throw new TypeError(`dedupe: '${name}' must be milliseconds, at least 1`)
  }
  if (onStoreError !== 'retry' && onStoreError !== 'continue') {
    throw new TypeError("dedupe: 'onStoreError' must be 'retry' or 'continue'")
  }
  return { store, lease, retention, onStoreError }
}
