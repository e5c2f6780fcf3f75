import { classifyDelivery } from '@signalr-events/simulator'
import { toTime } from '../format.js'

/**
 * Describes what Event Grid would do after an answer with this status, or after no answer. Empty if the delivery
 * succeeded.
 */
export function toRetryNote(status: number | undefined): string {
  const result = classifyDelivery(status)
  if (result.state === 'accepted') return ''
  if (result.state === 'lost')
    return `Event Grid never retries a ${status}: the events would be dead-lettered, or dropped.`
  const redirected =
    status !== undefined && status >= 300 && status < 400 ? 'Redirects are not followed. ' : ''
  return `${redirected}Event Grid would retry after ${toTime(result.delay)} or more.`
}
