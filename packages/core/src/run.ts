import type { Abort } from './abort.js'
import type { WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context } from './handlers.js'
import type { EventHooks } from './middleware.js'

/** A delivery while its events are handled. */
export interface DeliveryRun<Native> {
  readonly context: Context<Native>
  readonly abort: Abort
  /** Of each middleware that has begun, at its place. */
  readonly hooks: (EventHooks | undefined)[]
  readonly runs: EventRun<Native>[]
  /** How many of them have started. */
  started: number
  /** Of those that have not ended at once. None rejects. */
  readonly pending: Promise<void>[]
  /** The promise that an event of it has waited for last, and the events that wait for it. */
  waiting?: { readonly outcome: unknown; readonly runs: EventRun<Native>[] } | undefined
  /** The first failure, if any. */
  failure?: WebhookError | undefined
}

/** An event while it is handled. */
export interface EventRun<Native> {
  readonly event: ConnectionEvent
  readonly delivery: DeliveryRun<Native>
  /** Resolves when its connection is locked for it; `undefined` if it was at once. */
  readonly turn: Promise<void> | undefined
  /** Whether it runs, holding its connection. */
  isRunning: boolean
  /** Whether it holds a slot. */
  hasSlot: boolean
  /** Whether all middleware around the handler has ended, or some has failed: then the handler must not begin. */
  hasEnded: boolean
}
