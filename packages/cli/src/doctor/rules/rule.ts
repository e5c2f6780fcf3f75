import type { FindingCode } from '../findings.js'
import type { Exchange } from '../visit.js'

/** A check that failed. */
export interface Failure {
  readonly id: string
  /** The exchange that shows it. */
  readonly exchange: Exchange
}

/** Names what a failure shows, or leaves it to the next rule. */
export type Rule = (failure: Failure) => FindingCode | undefined
