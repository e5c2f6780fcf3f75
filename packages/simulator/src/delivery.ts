import { cloudEvents, type DeliveryBuilder, type EventGridRequest, eventGrid } from '@signalr-events/testing'
import type { PublishedEvent } from './events.js'
import type { Fifo } from './fifo.js'
import type { Outcome } from './outcome.js'
import type { Random } from './random.js'
import type { SubscriptionSettings } from './settings.js'

/** An event on its way to a subscription. */
export interface Item {
  readonly event: PublishedEvent
  /** In the schema of the subscription. */
  readonly envelope: object
  /** Of the envelope as JSON, in bytes. */
  readonly size: number
}

/** Events that are delivered together, or not at all. */
export interface Delivery {
  readonly items: readonly Item[]
  /** How many attempts were made. */
  readonly attempts: number
  /** Its own, so that what it draws does not depend on when others are answered. */
  readonly random: Random
  /** The last of them. */
  readonly last?: { readonly outcome: Outcome; readonly at: number }
}

/** The builder of a subscription's requests. */
export function builderOf({ schema }: Pick<SubscriptionSettings, 'schema'>): DeliveryBuilder<object> {
  return schema === 'eventgrid' ? eventGrid : cloudEvents
}

/** An event in the schema of a subscription. */
export function toItem(event: PublishedEvent, settings: SubscriptionSettings): Item {
  const { connectedEvent, disconnectedEvent } = builderOf(settings)
  const envelope = (event.type === 'connected' ? connectedEvent : disconnectedEvent)(event)
  // Nobody asks for the size of what is delivered by itself.
  const size = settings.maxEvents > 1 ? Buffer.byteLength(JSON.stringify(envelope)) : 0
  return { event, envelope, size }
}

/** Takes what goes out next: a delivery that comes again, or as many new events as fit into a batch. */
export function takeDelivery(
  queue: Fifo<Delivery>,
  { maxEvents, preferredBytes }: SubscriptionSettings,
): Delivery | undefined {
  const first = queue.shift()
  if (first === undefined || first.attempts > 0) return first
  const items = [...first.items]
  let size = first.items[0]?.size ?? 0
  for (let next = queue.peek(); items.length < maxEvents && next?.attempts === 0; next = queue.peek()) {
    size += next.items[0]?.size ?? 0
    if (size > preferredBytes) break
    items.push(...next.items)
    queue.shift()
  }
  return { ...first, items }
}

/** The request of a delivery. A subscription with batches gets an array even for one event. */
export function toRequest({ items, attempts }: Delivery, settings: SubscriptionSettings): EventGridRequest {
  const { name, schema, maxEvents, batchContentType } = settings
  const envelopes = items.map(({ envelope }) => envelope)
  const request = builderOf(settings).batch(envelopes, { subscription: name, attempt: attempts })
  const headers = { ...request.headers, ...settings.headers }
  if (schema === 'eventgrid' || maxEvents === 1) return { ...request, headers }
  return {
    ...request,
    headers: { ...headers, 'content-type': batchContentType },
    body: items.length === 1 ? `[${request.body}]` : request.body,
  }
}
