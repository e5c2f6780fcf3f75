import type { Attempt } from '@signalr-events/simulator'
import { describeEvent, type WireEvent } from '../wire-event.js'
import type { Delivery } from './activity.js'

/**
 * What an attempt to deliver one event has led to.
 *
 * @param now by the clock of the simulation, which is `timeScale` times as fast as real time
 */
export function toDelivery(attempt: Attempt, now: number, timeScale: number): Delivery {
  const { request, count, answer, error, durationMs, next } = attempt
  const [event = {}] = [JSON.parse(request.body ?? '{}') as WireEvent | WireEvent[]].flat()
  return {
    type: 'delivery',
    event: describeEvent(event),
    attempt: count + 1,
    answer: String(answer?.status ?? error),
    durationMs,
    next: typeof next === 'object' ? 'retry' : next,
    retryInMs: typeof next === 'object' ? Math.max(0, (next.retryAt - now) / timeScale) : undefined,
  }
}
