import { isCount, isFunction, isMilliseconds, type Rules, readOptions } from '@signalr-events/internal'

/** How the service is asked whether connections exist. */
export interface ReconcileOptions {
  /** A connection is checked if it had no event for this time, in milliseconds. @default 600000 */
  readonly olderThan?: number | undefined
  /** A connection ends when it is missing twice, at least this many milliseconds apart. @default 30000 */
  readonly between?: number | undefined
  /** Maximum requests to the service per second, of all instances together. @default 10 */
  readonly perSecond?: number | undefined
  /** Whether to report in `onPass` only, without ending connections. @default false */
  readonly dryRun?: boolean | undefined
  /** Receives the result of each pass over a hub. @default none */
  readonly onPass?: ((result: ReconcileResult) => void) | undefined
}

/** The result of a pass over a hub. */
export interface ReconcileResult {
  /** The hub, in lower case. */
  readonly hub: string
  /** The number of connections that the service was asked about. */
  readonly asked: number
  /** The number of those that exist. */
  readonly found: number
  /** The number of those that do not exist. They end when they are missing again. */
  readonly missing: number
  /** The number of those that have ended now. */
  readonly ended: number
  /** The number of those for which the service gave no answer. */
  readonly failed: number
}

/** Options with their defaults filled in. */
export interface ReconcileSettings {
  readonly olderThan: number
  readonly between: number
  readonly perSecond: number
  readonly dryRun: boolean
  readonly onPass?: ReconcileOptions['onPass']
}

const rules: Rules<ReconcileOptions> = {
  olderThan: [isMilliseconds, 'milliseconds, more than 0'],
  between: [isMilliseconds, 'milliseconds, more than 0'],
  perSecond: [isCount, 'a whole number of at least 1'],
  dryRun: [(value) => typeof value === 'boolean', 'true or false'],
  onPass: [isFunction, 'a function'],
}

/** @throws {TypeError} for an unknown option or a wrong value */
export function readReconcileOptions(options: ReconcileOptions): ReconcileSettings {
  const defaults = { olderThan: 600_000, between: 30_000, perSecond: 10, dryRun: false }
  return readOptions('reconcile', options, rules, defaults)
}
