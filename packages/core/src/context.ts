import type { Cutoff } from './cutoff.js'
import type { ConnectionEvent, Delivery } from './events.js'
import type { Context } from './handlers.js'

/** The context of a delivery, as all of its handlers get it. */
export class DeliveryContext<Native> implements Context<Native> {
  readonly delivery: Delivery
  readonly events: readonly ConnectionEvent[]
  readonly native: Native
  readonly #cutoff: Cutoff

  constructor(delivery: Delivery, events: readonly ConnectionEvent[], native: Native, cutoff: Cutoff) {
    this.delivery = delivery
    this.events = events
    this.native = native
    this.#cutoff = cutoff
  }

  get signal(): AbortSignal {
    return this.#cutoff.createSignal()
  }
}
