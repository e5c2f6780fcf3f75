import type { Abort } from './abort.js'
import type { ConnectionEvent, Delivery } from './events.js'
import type { Context } from './handlers.js'

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
