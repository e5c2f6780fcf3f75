import type { Delivery, DeliveryHead, DeliverySchema } from './events.js'
import type { RequestHead } from './http.js'

/** What is known of a request whose headers cannot be read. */
export const unknownHead: DeliveryHead = {
  eventType: undefined,
  subscription: undefined,
  attempt: undefined,
  receivedAt: 0,
}

/** Reads the headers of a delivery. */
export function readDeliveryHead(request: RequestHead, receivedAt: number): DeliveryHead {
  const count = request.header('aeg-delivery-count')
  return {
    eventType: request.header('aeg-event-type'),
    subscription: request.header('aeg-subscription-name'),
    attempt: count !== undefined && /^\d{1,9}$/.test(count) ? Number(count) : undefined,
    receivedAt,
  }
}

/** What handlers learn of a delivery. Written out, since to spread a head costs as much as to parse an event. */
export function toDelivery(head: DeliveryHead, schema: DeliverySchema): Delivery {
  const { eventType, subscription, attempt, receivedAt } = head
  return { eventType, subscription, attempt, receivedAt, schema }
}

/**
 * Whether Event Grid says that the event subscription is gone. Documentation and Microsoft's own receiver disagree
 * on the word.
 * @see https://learn.microsoft.com/azure/event-grid/receive-events#message-headers
 */
export function isDeletion({ eventType }: DeliveryHead): boolean {
  return eventType !== undefined && /^(SubscriptionDeletion|Unsubscribe)$/i.test(eventType)
}
