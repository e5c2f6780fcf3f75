import type { FindingCode } from '../findings.js'
import type { Exchange } from '../result.js'

/** A failed check. */
export interface Failure {
  readonly id: string
  /** The exchange that shows the failure. */
  readonly exchange: Exchange
}

/** Returns the cause of a failure, or `undefined` to leave it to the next rule. */
export type Rule = (failure: Failure) => FindingCode | undefined
