const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** The wait after each attempt; from the last on it stays the same. */
const schedule = [
  ...[10 * second, 30 * second, minute, 5 * minute, 10 * minute, 30 * minute],
  ...[hour, 3 * hour, 6 * hour, 12 * hour],
]

/** After these, a webhook gets its events never again. */
const final: ReadonlySet<number> = new Set([400, 401, 403, 413])

/** Waits that are longer than the schedule has them at first. */
const least: Readonly<Record<number, number>> = { 408: 2 * minute, 503: 30 * second }

/** What an answer to a delivery means: what becomes of its events. */
export type DeliveryVerdict =
  | { readonly state: 'accepted' }
  /** They are dead-lettered at once, or dropped. */
  | { readonly state: 'lost' }
  /** They come again, so many milliseconds after the attempt, or later. */
  | { readonly state: 'retried'; readonly delay: number }

/**
 * What an answer to a delivery means to Event Grid. Whether the policy of the subscription allows for another attempt
 * is left to the caller.
 *
 * @param status that of the answer; `undefined` when none came
 * @param attempts how many were made, this one included: waits grow from one to the next
 * @source https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 * @example
 * ```ts
 * import { judgeDelivery } from '@signalr-events/simulator'
 *
 * console.log(judgeDelivery(503)) // { state: 'retried', delay: 30000 }
 * ```
 */
export function judgeDelivery(status: number | undefined, attempts = 1): DeliveryVerdict {
  if (status !== undefined && status >= 200 && status <= 204) return { state: 'accepted' }
  if (status !== undefined && final.has(status)) return { state: 'lost' }
  const wait = schedule[Math.min(attempts, schedule.length) - 1] ?? 0
  return { state: 'retried', delay: Math.max(wait, least[status ?? 0] ?? 0) }
}
