import type { Attempt } from './attempt.js'
import { type DeadLetter, type DeadLetterReason, toDeadLetter } from './deadletters.js'
import { builderOf, type Delivery, type Item, takeDelivery, toItem, toRequest } from './delivery.js'
import type { PublishedEvent } from './events.js'
import { createFifo } from './fifo.js'
import { matches } from './filter.js'
import { type Posted, post } from './post.js'
import { toProbation } from './probation.js'
import { createRandom } from './random.js'
import { judgeDelivery } from './retry.js'
import type { SubscriptionSettings } from './settings.js'
import type { World } from './world.js'

/** How many events, by what became of them. */
export interface Counts {
  /** Those that the subscription was to get. */
  readonly events: number
  readonly delivered: number
  readonly deadLettered: number
  readonly dropped: number
  /** Those that are under way, or wait. */
  readonly pending: number
  readonly attempts: number
  readonly failedAttempts: number
}

/** Delivers to one endpoint. */
export interface Deliverer {
  /** Takes events to be delivered. */
  offer(events: readonly PublishedEvent[]): void
  counts(): Counts
  readonly deadLetters: readonly DeadLetter[]
}

/** Makes what delivers to the endpoint of a subscription. */
export function createDeliverer(settings: SubscriptionSettings, world: World): Deliverer {
  const { clock } = world
  const random = world.split()
  const queue = createFifo<Delivery>()
  const deadLetters: DeadLetter[] = []
  const counts = { events: 0, delivered: 0, deadLettered: 0, dropped: 0, attempts: 0, failedAttempts: 0 }
  let underWay = 0
  let probationUntil = 0

  function pump(): void {
    while (!world.stopped.aborted && underWay < settings.concurrency && clock.now() >= probationUntil) {
      const delivery = takeDelivery(queue, settings)
      if (delivery === undefined) break
      const fresh = expire(delivery)
      if (fresh.items.length > 0) void clock.hold(deliver(fresh))
    }
    world.progressed()
  }

  async function deliver(delivery: Delivery): Promise<void> {
    underWay++
    try {
      await attempt(delivery)
    } finally {
      underWay--
      pump()
    }
  }

  /** Gives up what is too old, and returns the rest. */
  function expire(delivery: Delivery): Delivery {
    const born = clock.now() - settings.timeToLive
    const [old, fresh] = [[] as Item[], [] as Item[]]
    for (const item of delivery.items) (item.event.publishedAt < born ? old : fresh).push(item)
    giveUp({ ...delivery, items: old }, 'TimeToLiveExceeded')
    return { ...delivery, items: fresh }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const at = clock.now()
    const request = toRequest(delivery, settings)
    const reset = world.resets > 0 && delivery.random() < world.resets
    const posted = await post(settings.endpoint, request, settings.timeout, world, reset)
    if (world.stopped.aborted) return
    counts.attempts++
    if (posted.outcome !== 'Delivered') counts.failedAttempts++
    const events = delivery.items.map(({ event }) => event)
    world.attempts.push({
      subscription: settings.name,
      count: delivery.attempts,
      at,
      url: settings.endpoint,
      request,
      eventIds: events.map(({ id }) => id),
      publishedAt: events.map(({ publishedAt }) => publishedAt),
      ...posted,
      next: conclude(delivery, posted, at),
    })
  }

  function conclude(delivery: Delivery, { outcome, answer }: Posted, at: number): Attempt['next'] {
    const attempts = delivery.attempts + 1
    const verdict = judgeDelivery(answer?.status, attempts)
    if (verdict.state === 'accepted') {
      counts.delivered += delivery.items.length
      return 'delivered'
    }
    const failed = { ...delivery, attempts, last: { outcome, at } }
    if (settings.probation) {
      probationUntil = Math.max(probationUntil, clock.now() + toProbation(outcome))
      world.at(probationUntil, pump)
    }
    if (verdict.state === 'lost') return giveUp(failed, `UndeliverableDueToHttp${outcome}`)
    if (attempts >= settings.maxAttempts) return giveUp(failed, 'MaxDeliveryAttemptsExceeded')
    const retryAt = clock.now() + verdict.delay * (1 + settings.jitter * delivery.random())
    world.at(retryAt, () => {
      queue.push(failed)
      pump()
    })
    return { retryAt }
  }

  function giveUp(delivery: Delivery, reason: DeadLetterReason): 'dead-lettered' | 'dropped' {
    const { items, attempts, last = { outcome: 'Probation', at: clock.now() } } = delivery
    if (!settings.deadLetter) {
      counts.dropped += items.length
      return 'dropped'
    }
    counts.deadLettered += items.length
    for (const { envelope, event } of items) {
      const { publishedAt } = event
      const loss = { reason, attempts, outcome: last.outcome, publishedAt, lastAttemptAt: last.at } as const
      deadLetters.push(toDeadLetter(envelope, builderOf(settings).schema, loss))
    }
    return 'dead-lettered'
  }

  return {
    offer(events) {
      const matching = events.filter((event) => matches(settings.filter, event))
      counts.events += matching.length
      for (const event of matching)
        queue.push({
          items: [toItem(event, settings)],
          attempts: 0,
          random: createRandom(random() * 2 ** 32),
        })
      pump()
    },
    counts: () => ({
      ...counts,
      pending: counts.events - counts.delivered - counts.deadLettered - counts.dropped,
    }),
    deadLetters,
  }
}
