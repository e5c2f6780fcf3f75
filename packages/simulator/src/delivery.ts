import { cloudEvents, type DeliveryBuilder, type EventGridRequest, eventGrid } from '@signalr-events/testing'
import type { PublishedEvent } from './events.js'
import type { Outcome } from './outcome.js'
import type { Queue } from './queue.js'
import type { Random } from './random.js'
import type { SubscriptionSettings } from './settings.js'

/** An event to deliver to a subscription. */
export interface Item {
  readonly event: PublishedEvent
  /** The event in the schema of the subscription. */
  readonly envelope: object
  /** The size of the envelope as JSON, in bytes. */
  readonly size: number
}

/** Events that are delivered in one request. */
export interface Delivery {
  readonly items: readonly Item[]
  /** How many attempts were made. */
  readonly attempts: number
  /** Random numbers of this delivery alone, so that they do not depend on when other deliveries are answered. */
  readonly random: Random
  /** The last attempt. */
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
  // The size is needed for batches only.
  const size = settings.maxEvents > 1 ? Buffer.byteLength(JSON.stringify(envelope)) : 0
  return { event, envelope, size }
}

/** Removes the next delivery from the queue: a retry, or as many new events as fit into a batch. */
export function takeDelivery(
  queue: Queue<Delivery>,
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

/** Builds the request of a delivery. With batches, one event is sent as an array too. */
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
