import { judgeDelivery } from '@signalr-events/simulator'
import { toTime } from '../format.js'

/**
 * What Event Grid would do after a delivery that was answered with this status, or not at all, as a sentence; empty
 * when all is well.
 */
export function toConsequence(status: number | undefined): string {
  const verdict = judgeDelivery(status)
  if (verdict.state === 'accepted') return ''
  if (verdict.state === 'lost')
    return `Event Grid never retries a ${status}: the events would be dead-lettered, or dropped.`
  const redirected = status !== undefined && status >= 300 && status < 400 ? 'No redirect is followed. ' : ''
  return `${redirected}Event Grid would retry after ${toTime(verdict.delay)} or more.`
}
