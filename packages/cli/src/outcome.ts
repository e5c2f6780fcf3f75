/** What Event Grid makes of the answer to a delivery: done, tried again, or given up. */
export type Outcome = 'accepted' | 'retried' | 'lost'

const neverRetried: readonly number[] = [400, 401, 403, 413]

/**
 * What Event Grid makes of a status; without one, or with `NaN`, there was no answer.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export function toOutcome(status: number | undefined): Outcome {
  if (status === undefined) return 'retried'
  if (status >= 200 && status <= 204) return 'accepted'
  return neverRetried.includes(status) ? 'lost' : 'retried'
}
