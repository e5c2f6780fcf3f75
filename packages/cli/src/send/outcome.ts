/** What Event Grid makes of an answer: done, tried again, or given up. */
export type Outcome = 'accepted' | 'retried' | 'lost'

/** An outcome, and what Event Grid would do. */
export interface Judgement {
  readonly outcome: Outcome
  /** A sentence; empty when all is well. */
  readonly consequence: string
}

/**
 * What Event Grid makes of the answer to a delivery; without a status there was none.
 * @see https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export function judgeDelivery(status: number | undefined): Judgement {
  if (status !== undefined && status >= 200 && status <= 204) return { outcome: 'accepted', consequence: '' }
  if (status !== undefined && [400, 401, 403, 413].includes(status))
    return {
      outcome: 'lost',
      consequence: `Event Grid never retries a ${status}: the events would be dead-lettered, or dropped.`,
    }
  const redirected = status !== undefined && status >= 300 && status < 400 ? 'No redirect is followed. ' : ''
  const wait = status === 503 ? '30 seconds' : status === 408 ? '2 minutes' : '10 seconds'
  return { outcome: 'retried', consequence: `${redirected}Event Grid would retry after ${wait} or more.` }
}
