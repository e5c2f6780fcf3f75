import { toOutcome } from '../outcome.js'

/**
 * What Event Grid would do after a delivery that was answered with this status, or not at all, as a sentence; empty
 * when all is well.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export function toConsequence(status: number | undefined): string {
  const outcome = toOutcome(status)
  if (outcome === 'accepted') return ''
  if (outcome === 'lost')
    return `Event Grid never retries a ${status}: the events would be dead-lettered, or dropped.`
  const redirected = status !== undefined && status >= 300 && status < 400 ? 'No redirect is followed. ' : ''
  const wait = status === 503 ? '30 seconds' : status === 408 ? '2 minutes' : '10 seconds'
  return `${redirected}Event Grid would retry after ${wait} or more.`
}
