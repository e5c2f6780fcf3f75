import type { EventGridRequest } from '@signalr-events/testing'
import { describeEvent, type WireEvent } from '../wire-event.js'
import { readSchema } from './events.js'
import type { SendOptions } from './options.js'
import { senders } from './sender.js'

/** A request and its events. */
export interface Delivery {
  readonly request: EventGridRequest
  /** A short description. */
  readonly what: string
  /** The ids of the events. */
  readonly ids: readonly unknown[]
}

/** Splits events into deliveries, in order, each with at most `batch` events of one schema. */
export function* toDeliveries(events: readonly WireEvent[], options: SendOptions): Generator<Delivery> {
  let batch: WireEvent[] = []
  for (const event of events) {
    const [first] = batch
    if (first !== undefined && (batch.length === options.batch || readSchema(first) !== readSchema(event))) {
      yield toDelivery(batch, options)
      batch = []
    }
    batch.push(event)
  }
  yield toDelivery(batch, options)
}

function toDelivery(events: readonly WireEvent[], { subscription, attempt, as }: SendOptions): Delivery {
  const [first = {}] = events
  const details = { attempt, ...(subscription === undefined ? {} : { subscription }) }
  return {
    request: senders[as].toRequest(events, details),
    what: events.length === 1 ? describeEvent(first) : `${events.length} events`,
    ids: events.map(({ id }) => id),
  }
}
