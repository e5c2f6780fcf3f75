const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** The delay after each attempt. The last one applies to all further attempts. */
const schedule = [
  ...[10 * second, 30 * second, minute, 5 * minute, 10 * minute, 30 * minute],
  ...[hour, 3 * hour, 6 * hour, 12 * hour],
]

/** Statuses after which Event Grid does not retry. */
const final: ReadonlySet<number> = new Set([400, 401, 403, 413])

/** Minimum delays of some statuses. */
const minDelays: Readonly<Record<number, number>> = { 408: 2 * minute, 503: 30 * second }

/** What Event Grid does with the events of a delivery after an answer. */
export type DeliveryResult =
  | { readonly state: 'accepted' }
  /** The events are dead-lettered at once, or dropped. */
  | { readonly state: 'lost' }
  /** The events are retried, at the earliest `delay` milliseconds after the attempt. */
  | { readonly state: 'retried'; readonly delay: number }

/**
 * Returns what Event Grid does after an answer to a delivery. The retry policy of the subscription may end the
 * retries earlier.
 *
 * @param status the status of the answer; `undefined` if there was no answer
 * @param attempts how many attempts were made, this one included. The delay grows with each attempt
 * @source https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 * @example
 * ```ts
 * import { classifyDelivery } from '@signalr-events/simulator'
 *
 * console.log(classifyDelivery(503)) // { state: 'retried', delay: 30000 }
 * ```
 */
export function classifyDelivery(status: number | undefined, attempts = 1): DeliveryResult {
  if (status !== undefined && status >= 200 && status <= 204) return { state: 'accepted' }
  if (status !== undefined && final.has(status)) return { state: 'lost' }
  const delay = schedule[Math.min(attempts, schedule.length) - 1] ?? 0
  return { state: 'retried', delay: Math.max(delay, minDelays[status ?? 0] ?? 0) }
}
