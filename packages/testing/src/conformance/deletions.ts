import { cloudEvents, type EventGridRequest, eventGrid } from '../deliveries.js'
import type { Check } from './check.js'
import { deliver, equal } from './expect.js'
import { sources } from './sources.js'

function deletion(id: string, title: string, source: string, request: () => EventGridRequest): Check {
  return {
    id,
    level: 'MUST',
    title,
    source,
    async run(target) {
      const received = await deliver(target, request())
      equal([received.unsubscribed, received.events, received.errors], [['GONE'], [], []], 'received')
    },
  }
}

const deletionEvent = () => ({
  ...eventGrid.connectedEvent(),
  eventType: 'Microsoft.EventGrid.SubscriptionDeletedEvent',
})

export const deletions: readonly Check[] = [
  deletion(
    'deletion-documented',
    'The documented deletion notification is acknowledged and reported',
    sources.headers,
    () => eventGrid.deletion({ subscription: 'gone' }),
  ),
  deletion(
    'deletion-receiver',
    "The deletion notification of Microsoft's own receiver is acknowledged and reported",
    sources.receiver,
    () => cloudEvents.deletion({ subscription: 'gone' }),
  ),
  deletion(
    'deletion-event',
    'A deletion event in an ordinary delivery is acknowledged and reported',
    sources.headers,
    () => eventGrid.batch([deletionEvent()], { subscription: 'gone' }),
  ),
]
