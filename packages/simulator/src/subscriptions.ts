import type { SimulationContext } from './context.js'
import { type Counts, createDeliverer, type Deliverer } from './deliverer.js'
import type { PublishedEvent } from './events.js'
import type { SubscriptionSettings } from './settings.js'
import { createValidation, type Provisioning, type Validation } from './validation.js'

/** A subscription with its state and the counts of its events. */
export interface Subscription extends Provisioning, Counts {
  /** The name, as written. */
  readonly name: string
}

/** The parts of a subscription. */
interface Parts {
  readonly name: string
  readonly validation: Validation
  readonly deliverer: Deliverer
}

/** All subscriptions of an Event Grid. */
export interface Subscriptions {
  /** @throws {TypeError} if there is no subscription of that name */
  find(name: string): Parts
  /** Returns the subscription of that name, or all if there is no name. */
  select(name: string | undefined): readonly Parts[]
  /** Returns their current state. */
  list(): Subscription[]
  /** Queues events for every subscription in state `Succeeded`. */
  enqueue(events: readonly PublishedEvent[]): void
  /** Sends all handshakes. */
  start(): Promise<unknown>
  /** Validates the subscription that waits for this code. Returns whether there is one. */
  approve(code: string): boolean
}

/**
 * Creates the subscriptions.
 *
 * @param toUrl returns the URL that validates a subscription manually
 */
export function createSubscriptions(
  settings: readonly SubscriptionSettings[],
  context: SimulationContext,
  toUrl: (name: string, code: string) => string,
): Subscriptions {
  const all = settings.map(
    (one): Parts => ({
      name: one.name,
      validation: createValidation(one, context, (code) => toUrl(one.name, code)),
      deliverer: createDeliverer(one, context),
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
    enqueue(events) {
      for (const { validation, deliverer } of all)
        if (validation.provisioning.state === 'Succeeded') deliverer.enqueue(events)
      // Events without a subscription are no longer pending either.
      context.onProgress()
    },
    start: () => Promise.all(all.map(({ validation }) => validation.start())),
    approve: (code) => all.some(({ validation }) => validation.approve(code)),
  }
}
