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
  /** How many of them have not ended. */
  left: number
  /** Is called when all have ended, if they did not at once. */
  onEnd?: ((failure: WebhookError | undefined) => void) | undefined
  /** The first failure, if any. */
  failure?: WebhookError | undefined
}

/** An event while it is handled. It is a class for the same reason for which `toConnectionEvent` has a constructor. */
export class EventRun<Native> {
  readonly event: ConnectionEvent
  readonly delivery: DeliveryRun<Native>
  /** Resolves when its connection is locked for it; `undefined` if it was at once. */
  readonly turn: Promise<void> | undefined
  /** Whether it runs, holding its connection. */
  isRunning = false
  /** Whether it holds a slot. */
  hasSlot = false
  /** Whether all middleware around the handler has ended, or some has failed: then the handler must not begin. */
  hasEnded = false

  constructor(event: ConnectionEvent, delivery: DeliveryRun<Native>, turn: Promise<void> | undefined) {
    this.event = event
    this.delivery = delivery
    this.turn = turn
  }
}
