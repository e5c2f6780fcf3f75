import type { Abort } from './abort.js'
import type { WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context } from './handlers.js'

/** A delivery while its events are handled. */
export interface DeliveryRun<Native> {
  readonly context: Context<Native>
  readonly abort: Abort
  /** The first failure, if any. */
  failure: WebhookError | undefined
}

/** An event while it is handled. */
export interface EventRun<Native> {
  readonly event: ConnectionEvent
  readonly delivery: DeliveryRun<Native>
  /** Whether it holds the lock of its connection. */
  hasConnection: boolean
  /** Whether it holds a slot. */
  hasSlot: boolean
  /** Whether all middleware around the handler has ended. */
  hasEnded: boolean
}
