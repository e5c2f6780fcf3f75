import { type Counts, createDeliverer, type Deliverer } from './deliverer.js'
import type { PublishedEvent } from './events.js'
import type { SubscriptionSettings } from './settings.js'
import { createValidation, type Provisioning, type Validation } from './validation.js'
import type { World } from './world.js'

/** A subscription, and what became of its events. */
export interface Subscription extends Provisioning, Counts {
  readonly name: string
}

/** A subscription: how it comes to be, and what it delivers. */
interface Parts {
  readonly name: string
  readonly validation: Validation
  readonly deliverer: Deliverer
}

/** All subscriptions of an Event Grid. */
export interface Subscriptions {
  /** @throws {TypeError} when there is none of that name */
  find(name: string): Parts
  /** The one of that name, or all without one. */
  select(name: string | undefined): readonly Parts[]
  /** As they are now. */
  list(): Subscription[]
  /** Has those deliver that have `Succeeded`. */
  offer(events: readonly PublishedEvent[]): void
  /** Sends all handshakes. */
  start(): Promise<unknown>
  /** Whether one of them waited for this code. */
  approve(code: string): boolean
}

/**
 * Makes subscriptions.
 *
 * @param urlOf the URL by which a subscription is validated by hand
 */
export function createSubscriptions(
  settings: readonly SubscriptionSettings[],
  world: World,
  urlOf: (name: string, code: string) => string,
): Subscriptions {
  const all = settings.map(
    (one): Parts => ({
      name: one.name,
      validation: createValidation(one, world, (code) => urlOf(one.name, code)),
      deliverer: createDeliverer(one, world),
    }),
  )

  function find(name: string): Parts {
    const found = all.find((subscription) => subscription.name === name)
    if (found === undefined) throw new TypeError(`There is no subscription '${name}'`)
    return found
  }

  return {
    find,
    select: (name) => (name === undefined ? all : [find(name)]),
    list: () =>
      all.map(({ name, validation, deliverer }) => ({
        name,
        ...validation.provisioning,
        ...deliverer.counts(),
      })),
    offer(events) {
      for (const { validation, deliverer } of all)
        if (validation.provisioning.state === 'Succeeded') deliverer.offer(events)
      // Those that nobody gets are no longer pending either.
      world.progressed()
    },
    start: () => Promise.all(all.map(({ validation }) => validation.start())),
    approve: (code) => all.some(({ validation }) => validation.approve(code)),
  }
}
