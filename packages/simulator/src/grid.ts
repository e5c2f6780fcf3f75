import type { Attempt } from './attempt.js'
import { createContext } from './context.js'
import type { DeadLetter } from './dead-letters.js'
import type { EventToPublish, PublishedEvent } from './events.js'
import type { Fault } from './fault-options.js'
import { createFaultInjector } from './faults.js'
import { createIdleWaiters } from './idle.js'
import type { EventGridOptions } from './options.js'
import { createPublisher } from './publisher.js'
import { checkEvent, checkGrid } from './rules.js'
import { readSubscriptions } from './settings.js'
import { createSubscriptions, type Subscription } from './subscriptions.js'
import { startTraffic, type Traffic } from './traffic.js'
import type { TrafficOptions } from './traffic-options.js'
import { startValidationServer } from './validation-server.js'

/** A local Event Grid. */
export interface EventGrid {
  /** Returns the current state of the subscriptions. */
  subscriptions(): Subscription[]
  /**
   * Publishes events to every subscription in state `Succeeded`. Other subscriptions never receive them.
   *
   * @returns the events with all generated fields
   */
  publish(events: EventToPublish | readonly EventToPublish[]): PublishedEvent[]
  /** Starts traffic: clients that connect and disconnect. */
  traffic(options?: TrafficOptions): Traffic
  /**
   * Repeats the handshake of a subscription, as an update does. Resolves when it is answered. A subscription in state
   * `Succeeded` keeps delivering meanwhile.
   */
  validate(name: string): Promise<void>
  /** Returns the latest attempts, in the order in which they ended. */
  attempts(): Attempt[]
  /** Returns the dead letters of all subscriptions with `deadLetter`, or of one of them. */
  deadLetters(subscription?: string): DeadLetter[]
  /** Returns the injected faults, in order. */
  faults(): Fault[]
  /** Returns how many published events the faults hold back. They are not yet pending in a subscription. */
  delayed(): number
  /**
   * Resolves when all traffic has ended and all events are delivered or discarded. For an endpoint that always fails,
   * that is after one day. With a manual clock, it resolves when nothing more happens until you advance it; pending
   * retries do not count.
   */
  idle(): Promise<void>
  /** Ends all requests and timers and closes the port. Events in flight are lost. */
  stop(): Promise<void>
}

/**
 * Starts an Event Grid in this process. Resolves when the first handshake of every subscription has ended. Read its
 * result in {@link EventGrid.subscriptions}.
 *
 * @throws {TypeError} for an invalid option
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
  checkGrid(options)
  const settings = readSubscriptions(options.subscriptions)
  const traffics = new Set<Traffic>()
  const idleWaiters = createIdleWaiters(
    () => traffics.size === 0 && !faults.holds && subscriptions.list().every(({ pending }) => pending === 0),
  )
  const context = createContext(options, idleWaiters.check)
  const { clock, at, forkRandom } = context
  const toPublished = createPublisher(context.source, forkRandom(), clock.now)
  const faults = createFaultInjector(options.faults ?? {}, context, (events) => subscriptions.enqueue(events))
  const validationServer = await startValidationServer((code) => subscriptions.approve(code))
  const subscriptions = createSubscriptions(settings, context, validationServer.toUrl)

  const started = subscriptions.start()
  await (clock.automatic ? started : clock.whenIdle())

  return {
    subscriptions: subscriptions.list,
    publish(events) {
      const all = [events].flat()
      all.forEach(checkEvent)
      const published = all.map(toPublished)
      faults.pass(published)
      return published
    },
    traffic(more = {}) {
      const publish = (events: readonly EventToPublish[]) => faults.pass(events.map(toPublished))
      const traffic = startTraffic(more, { random: forkRandom(), now: clock.now, at, publish })
      traffics.add(traffic)
      if (context.stopped.aborted) traffic.stop()
      void traffic.done.then(() => {
        traffics.delete(traffic)
        idleWaiters.check()
      })
      return traffic
    },
    validate: (name) => subscriptions.find(name).validation.start(),
    attempts: context.attempts.list,
    deadLetters: (name) => subscriptions.select(name).flatMap(({ deliverer }) => deliverer.deadLetters),
    faults: context.faults.list,
    delayed: () => faults.delayed,
    async idle() {
      if (!context.stopped.aborted) await (clock.automatic ? idleWaiters.wait() : clock.whenIdle())
    },
    async stop() {
      context.end()
      for (const traffic of traffics) traffic.stop()
      await validationServer.close()
      idleWaiters.releaseAll()
    },
  }
}
