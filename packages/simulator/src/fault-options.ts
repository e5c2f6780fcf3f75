import type { Duration } from './duration.js'
import type { PublishedEvent } from './events.js'

/** The faults to inject, each as a share from 0 to 1. By default none. */
export interface FaultOptions {
  /** The share of events that arrive twice, the second time up to 10 s later. @default 0 */
  readonly duplicates?: number | undefined
  /** The share of events that arrive up to 2 s late, so that later events overtake them. @default 0 */
  readonly reorders?: number | undefined
  /** The share of events that arrive late, by up to `maxDelay`. @default 0 */
  readonly delays?: number | undefined
  /**
   * The maximum of `delays`, and of the time that `outOfOrder` holds back a connected event.
   *
   * @default '16m', the longest delay of a disconnected event that a user has reported
   */
  readonly maxDelay?: Duration | undefined
  /** The share of connections whose disconnected event arrives before the connected event. @default 0 */
  readonly outOfOrder?: number | undefined
  /** The share of disconnected events that never arrive. @default 0 */
  readonly lostDisconnects?: number | undefined
  /** The share of disconnected events that have the id of their connected event. @default 0 */
  readonly sharedIds?: number | undefined
  /** The share of attempts whose connection is reset in the middle of the request. @default 0 */
  readonly resets?: number | undefined
}

/** A small share of every fault. */
export const allFaults: FaultOptions = {
  duplicates: 0.05,
  reorders: 0.05,
  delays: 0.02,
  outOfOrder: 0.02,
  lostDisconnects: 0.01,
  sharedIds: 0.05,
  resets: 0.02,
}

/** An injected fault. Resets are not among them: they are failed attempts. */
export interface Fault {
  /** The kind of the fault. */
  readonly kind: 'duplicate' | 'reorder' | 'delay' | 'out-of-order' | 'lost-disconnect' | 'shared-id'
  /** The affected event. */
  readonly event: PublishedEvent
}
