import type { Attempt } from './attempt.js'
import type { SimulationContext } from './context.js'
import { type DeadLetter, type DeadLetterReason, toDeadLetter } from './dead-letters.js'
import { builderOf, type Delivery, type Item, takeDelivery, toItem, toRequest } from './delivery.js'
import type { PublishedEvent } from './events.js'
import { matches } from './filter.js'
import { type PostResult, post } from './post.js'
import { toProbation } from './probation.js'
import { createQueue } from './queue.js'
import { createRandom } from './random.js'
import { classifyDelivery } from './retry.js'
import type { SubscriptionSettings } from './settings.js'

/** How many events a subscription has, by state. */
export interface Counts {
  /** Events that match the subscription. */
  readonly events: number
  /** Events in deliveries that were answered with success. */
  readonly delivered: number
  /** Events that were kept as dead letters. */
  readonly deadLettered: number
  /** Events that were dropped without a dead letter. */
  readonly dropped: number
  /** Events in flight or waiting. */
  readonly pending: number
  /** Deliveries that were sent, including retries. */
  readonly attempts: number
  /** Deliveries without success, including retried ones. */
  readonly failedAttempts: number
}

/** Delivers events to one endpoint. */
export interface Deliverer {
  /** Queues the events that match the filter. */
  enqueue(events: readonly PublishedEvent[]): void
  counts(): Counts
  readonly deadLetters: readonly DeadLetter[]
}

/** Creates the deliverer of a subscription. */
export function createDeliverer(settings: SubscriptionSettings, context: SimulationContext): Deliverer {
  const { clock } = context
  const random = context.forkRandom()
  const queue = createQueue<Delivery>()
  const deadLetters: DeadLetter[] = []
  const counts = { events: 0, delivered: 0, deadLettered: 0, dropped: 0, attempts: 0, failedAttempts: 0 }
  let inFlight = 0
  let probationUntil = 0

  function deliverNext(): void {
    while (!context.stopped.aborted && inFlight < settings.concurrency && clock.now() >= probationUntil) {
      const delivery = takeDelivery(queue, settings)
      if (delivery === undefined) break
      const fresh = expire(delivery)
      if (fresh.items.length > 0) void clock.track(deliver(fresh))
    }
    context.onProgress()
  }

  async function deliver(delivery: Delivery): Promise<void> {
    inFlight++
    try {
      await attempt(delivery)
    } finally {
      inFlight--
      deliverNext()
    }
  }

  /** Discards events older than the time to live, and returns the rest. */
  function expire(delivery: Delivery): Delivery {
    const oldest = clock.now() - settings.timeToLive
    const [expired, fresh] = [[] as Item[], [] as Item[]]
    for (const item of delivery.items) (item.event.publishedAt < oldest ? expired : fresh).push(item)
    discard({ ...delivery, items: expired }, 'TimeToLiveExceeded')
    return { ...delivery, items: fresh }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const at = clock.now()
    const request = toRequest(delivery, settings)
    const reset = context.resets > 0 && delivery.random() < context.resets
    const sent = await post(settings.endpoint, request, settings.timeout, context, reset)
    if (context.stopped.aborted) return
    counts.attempts++
    if (sent.outcome !== 'Delivered') counts.failedAttempts++
    const events = delivery.items.map(({ event }) => event)
    context.attempts.push({
      subscription: settings.name,
      count: delivery.attempts,
      at,
      url: settings.endpoint,
      request,
      eventIds: events.map(({ id }) => id),
      publishedAt: events.map(({ publishedAt }) => publishedAt),
      ...sent,
      next: settleAttempt(delivery, sent, at),
    })
  }

  function settleAttempt(delivery: Delivery, { outcome, answer }: PostResult, at: number): Attempt['next'] {
    const attempts = delivery.attempts + 1
    const result = classifyDelivery(answer?.status, attempts)
    if (result.state === 'accepted') {
      counts.delivered += delivery.items.length
      return 'delivered'
    }
    const failed = { ...delivery, attempts, last: { outcome, at } }
    if (settings.probation) {
      probationUntil = Math.max(probationUntil, clock.now() + toProbation(outcome))
      context.at(probationUntil, deliverNext)
    }
    if (result.state === 'lost') return discard(failed, `UndeliverableDueToHttp${outcome}`)
    if (attempts >= settings.maxAttempts) return discard(failed, 'MaxDeliveryAttemptsExceeded')
    const retryAt = clock.now() + result.delay * (1 + settings.jitter * delivery.random())
    context.at(retryAt, () => {
      queue.push(failed)
      deliverNext()
    })
    return { retryAt }
  }

  function discard(delivery: Delivery, reason: DeadLetterReason): 'dead-lettered' | 'dropped' {
    const { items, attempts, last = { outcome: 'Probation', at: clock.now() } } = delivery
    if (!settings.deadLetter) {
      counts.dropped += items.length
      return 'dropped'
    }
    counts.deadLettered += items.length
    for (const { envelope, event } of items) {
      const { publishedAt } = event
      const failure = {
        reason,
        attempts,
        outcome: last.outcome,
        publishedAt,
        lastAttemptAt: last.at,
      } as const
      deadLetters.push(toDeadLetter(envelope, builderOf(settings).schema, failure))
    }
    return 'dead-lettered'
  }

  return {
    enqueue(events) {
      const matching = events.filter((event) => matches(settings.filter, event))
      counts.events += matching.length
      for (const event of matching)
        queue.push({
          items: [toItem(event, settings)],
          attempts: 0,
          random: createRandom(random() * 2 ** 32),
        })
      deliverNext()
    },
    counts: () => ({
      ...counts,
      pending: counts.events - counts.delivered - counts.deadLettered - counts.dropped,
    }),
    deadLetters,
  }
}
