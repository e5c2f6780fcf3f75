import type { Abort } from './abort.js'
import type { WebhookError } from './errors.js'
import type { ConnectionEvent, Delivery } from './events.js'
import type { Context } from './handlers.js'
import type { EventHooks } from './middleware.js'

/** The context of a delivery, the same for all of its handlers. */
export class DeliveryContext<Native> implements Context<Native> {
  readonly delivery: Delivery
  readonly events: readonly ConnectionEvent[]
  readonly native: Native
  readonly #abort: Abort

  constructor(delivery: Delivery, events: readonly ConnectionEvent[], native: Native, abort: Abort) {
    this.delivery = delivery
    this.events = events
    this.native = native
    this.#abort = abort
  }

  get signal(): AbortSignal {
    // One for each handler that asks: Node warns of a leak when eleven listen to the same.
    const controller = new AbortController()
    this.#abort.onAbort((reason) => controller.abort(reason))
    return controller.signal
  }

  get answered(): Promise<void> {
    return new Promise((resolve) => this.#abort.onSettled(resolve))
  }
}

/** A delivery while its events are handled. */
export interface DeliveryRun<Native> {
  readonly context: Context<Native>
  readonly abort: Abort
  /** Of the middleware that has begun, in order. */
  readonly hooks: (EventHooks | undefined)[]
  /** The promise that an event of it has waited for last, and the events that wait for it. */
  waiting?: { readonly outcome: unknown; readonly runs: EventRun<Native>[] } | undefined
  /** The first failure, if any. */
  failure?: WebhookError | undefined
}

/** An event while it is handled. */
export interface EventRun<Native> {
  readonly event: ConnectionEvent
  readonly delivery: DeliveryRun<Native>
  /** Resolves when the connection is locked for it; `undefined` if it was at once. */
  readonly turn: Promise<void> | undefined
  /** Whether it has released its connection. */
  isReleased: boolean
  /** Whether it holds a slot. */
  hasSlot: boolean
  /** Whether all middleware around the handler has ended. */
  hasEnded: boolean
}
