import type { ConnectionEvent, Context } from '@signalr-events/core'
import { isFunction, type Rules, readOptions as read } from '@signalr-events/internal'
import type { Store } from './store.js'

/** Options of {@link dedupe}. */
export interface DedupeOptions {
  /** Where claims are kept: `memoryStore()`, or a store that all instances share. */
  readonly store: Store
  /**
   * How long a claim holds, in milliseconds. Longer than the webhook's deadline and your slowest handler together:
   * after that, another instance may handle the event too.
   *
   * @default 60_000
   */
  readonly lease?: number | undefined
  /**
   * How long a handled event is remembered, in milliseconds. Event Grid retries for up to 24 hours.
   *
   * @default 90_000_000 25 hours
   */
  readonly retention?: number | undefined
  /**
   * What to do when the store does not answer a claim: `retry` answers 503, so that Event Grid retries;
   * `continue` handles the event, maybe twice.
   *
   * @default 'retry'
   */
  readonly onStoreError?: 'retry' | 'continue' | undefined
  /**
   * Called with every event that is acknowledged because it was handled before, for your log or metrics. It cannot
   * change an answer.
   *
   * @default none
   */
  readonly onDuplicate?: ((event: ConnectionEvent, context: Context) => unknown) | undefined
}

/** Options checked, with their defaults filled in. */
export type DedupeSettings = {
  readonly [Name in Exclude<keyof DedupeOptions, 'onDuplicate'>]-?: NonNullable<DedupeOptions[Name]>
} & Pick<DedupeOptions, 'onDuplicate'>

const isMs = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1
const isStore = (value: unknown): boolean =>
  (['claim', 'done', 'release'] as const).every(
    (name) => typeof (value as Partial<Store>)?.[name] === 'function',
  )

const rules: Rules<DedupeOptions> = {
  store: [isStore, 'a store, e.g. memoryStore()', 'required'],
  lease: [isMs, 'milliseconds, at least 1'],
  retention: [isMs, 'milliseconds, at least 1'],
  onStoreError: [(value) => value === 'retry' || value === 'continue', "'retry' or 'continue'"],
  onDuplicate: [isFunction, 'a function'],
}

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readOptions(options: DedupeOptions): DedupeSettings {
  const defaults = { lease: 60_000, retention: 25 * 60 * 60 * 1000, onStoreError: 'retry' as const }
  return read('dedupe', options, rules, defaults)
}
