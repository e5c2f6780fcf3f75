import type { Attempt } from './attempt.js'
import { openCallbacks } from './callbacks.js'
import type { DeadLetter } from './deadletters.js'
import type { EventToPublish, PublishedEvent } from './events.js'
import { createFaults, type Fault } from './faults.js'
import { createIdleness } from './idleness.js'
import type { EventGridOptions } from './options.js'
import { createPublisher } from './publisher.js'
import { readSubscriptions } from './settings.js'
import { createSubscriptions, type Subscription } from './subscriptions.js'
import { startTraffic, type Traffic, type TrafficOptions } from './traffic.js'
import { createWorld } from './world.js'

/** A local Event Grid. */
export interface EventGrid {
  /** The subscriptions, as they are now. */
  subscriptions(): Subscription[]
  /**
   * Publishes events to every subscription that has `Succeeded`; those that have not will never get them.
   *
   * @returns the events with all that was made up
   */
  publish(events: EventToPublish | readonly EventToPublish[]): PublishedEvent[]
  /** Lets clients come and go. */
  traffic(options?: TrafficOptions): Traffic
  /**
   * Sends the handshake of a subscription once more, as if it were updated. Resolves when it is answered. One that has
   * `Succeeded` goes on meanwhile.
   */
  validate(name: string): Promise<void>
  /** The latest attempts, in the order in which they ended. */
  attempts(): Attempt[]
  /** The events that were given up by subscriptions with `deadLetter`, or by one of them. */
  deadLetters(subscription?: string): DeadLetter[]
  /** What went wrong on purpose, in order. */
  faults(): Fault[]
  /**
   * Resolves when all traffic has ended and all events are delivered or given up, for which an endpoint that fails
   * takes a day. With a manual clock, when nothing more happens before it advances: what is to be tried again later
   * does not count.
   */
  idle(): Promise<void>
  /** Ends everything: requests, timers, the port. What is under way is lost. */
  stop(): Promise<void>
}

/**
 * Starts an Event Grid on this machine. Resolves when every subscription has had its first handshake; see
 * {@link EventGrid.subscriptions} for what came of it.
 *
 * @throws {TypeError} for an option beyond its limits
 * @example
 * ```ts
 * import { manualClock, startEventGrid } from '@signalr-events/simulator'
 *
 * const clock = manualClock()
 * const grid = await startEventGrid({
 *   clock,
 *   subscriptions: [{ name: 'mine', endpoint: 'http://127.0.0.1:9/events', deadLetter: true }],
 * })
 * console.log(grid.subscriptions()[0]?.reason) // No answer: ECONNREFUSED
 * await grid.stop()
 * ```
 */
export async function startEventGrid(options: EventGridOptions): Promise<EventGrid> {
  const settings = readSubscriptions(options.subscriptions)
  const traffics = new Set<Traffic>()
  const idleness = createIdleness(
    () =>
      traffics.size === 0 && faults.held === 0 && subscriptions.list().every(({ pending }) => pending === 0),
  )
  const world = createWorld(options, idleness.check)
  const { clock, at, split } = world
  const toPublished = createPublisher(world.source, split(), clock.now)
  const faults = createFaults(options.faults ?? {}, world, (events) => subscriptions.offer(events))
  const callbacks = await openCallbacks((code) => subscriptions.approve(code))
  const subscriptions = createSubscriptions(settings, world, callbacks.urlOf)

  const started = subscriptions.start()
  await (clock.runs ? started : clock.settled())

  return {
    subscriptions: subscriptions.list,
    publish(events) {
      const published = [events].flat().map(toPublished)
      faults.pass(published)
      return published
    },
    traffic(more = {}) {
      const publish = (events: readonly EventToPublish[]) => faults.pass(events.map(toPublished))
      const traffic = startTraffic(more, { random: split(), now: clock.now, at, publish })
      traffics.add(traffic)
      if (world.stopped.aborted) traffic.stop()
      void traffic.done.then(() => {
        traffics.delete(traffic)
        idleness.check()
      })
      return traffic
    },
    validate: (name) => subscriptions.find(name).validation.start(),
    attempts: world.attempts.list,
    deadLetters: (name) => subscriptions.select(name).flatMap(({ deliverer }) => deliverer.deadLetters),
    faults: world.faults.list,
    async idle() {
      if (!world.stopped.aborted) await (clock.runs ? idleness.wait() : clock.settled())
    },
    async stop() {
      world.end()
      for (const traffic of traffics) traffic.stop()
      await callbacks.close()
      idleness.end()
    },
  }
}
