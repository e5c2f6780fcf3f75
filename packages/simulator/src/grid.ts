import { setMaxListeners } from 'node:events'
import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import type { Attempt } from './attempt.js'
import { openCallbacks } from './callbacks.js'
import { systemClock } from './clock.js'
import type { DeadLetter } from './deadletters.js'
import { type Counts, createDeliverer } from './deliverer.js'
import type { EventToPublish, PublishedEvent } from './events.js'
import { createFaults, type Fault } from './faults.js'
import { createHistory } from './history.js'
import type { EventGridOptions } from './options.js'
import { createPublisher } from './publisher.js'
import { createRandom } from './random.js'
import { readSubscriptions, within } from './settings.js'
import { createTimetable } from './timetable.js'
import { startTraffic, type Traffic, type TrafficOptions } from './traffic.js'
import { createValidation, type Provisioning } from './validation.js'
import type { World } from './world.js'

/** A subscription, and what became of its events. */
export interface Subscription extends Provisioning, Counts {
  readonly name: string
}

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
  const { clock = systemClock(), source = defaultSource, seed = 1, history: size = 10_000 } = options
  within(size, 0, Number.MAX_SAFE_INTEGER, 'history')
  const settings = readSubscriptions(options.subscriptions)
  // Each part draws from a stream of its own: who comes and goes must not depend on how fast an endpoint answers.
  const seeds = createRandom(seed)
  const split = () => createRandom(seeds() * 2 ** 32)
  const random = split()
  const history = createHistory<Attempt>(size)
  const occurred = createHistory<Fault>(options.history ?? Number.POSITIVE_INFINITY)
  const timetable = createTimetable(clock)
  const stopping = new AbortController()
  // One for each request that is under way.
  setMaxListeners(0, stopping.signal)
  const idlers = new Set<() => void>()

  const faults = createFaults(options.faults ?? {}, {
    random: split(),
    later: (ms, run) => timetable.at(clock.now() + ms, run),
    emit: deliver,
    occurred(fault) {
      occurred.push(fault)
      options.onFault?.(fault)
    },
  })
  const agents = { 'http:': new Agent(keepAlive), 'https:': new SecureAgent(keepAlive) }
  const world: World = {
    ...{ clock, random, agents, source },
    stopped: stopping.signal,
    at: timetable.at,
    resets: options.faults?.resets ?? 0,
    attempted(attempt) {
      history.push(attempt)
      // What it throws is not for us to catch, and must not keep us from going on.
      queueMicrotask(() => options.onAttempt?.(attempt))
    },
    progressed: checkIdle,
  }
  const toPublished = createPublisher(source, split(), clock.now)
  const callbacks = await openCallbacks((code) =>
    subscriptions.some(({ validation }) => validation.approve(code)),
  )
  const subscriptions = settings.map((one) => ({
    name: one.name,
    validation: createValidation(one, world, (code) => callbacks.urlOf(one.name, code)),
    deliverer: createDeliverer(one, world),
  }))
  const traffics = new Set<Traffic>()

  function deliver(events: readonly PublishedEvent[]): void {
    for (const { validation, deliverer } of subscriptions)
      if (validation.provisioning.state === 'Succeeded') deliverer.offer(events)
    checkIdle()
  }

  function isIdle(): boolean {
    return (
      traffics.size === 0 &&
      faults.held === 0 &&
      subscriptions.every(({ deliverer }) => deliverer.counts().pending === 0)
    )
  }

  function checkIdle(): void {
    if (idlers.size === 0 || !isIdle()) return
    for (const resolve of idlers) resolve()
    idlers.clear()
  }

  function find(name: string) {
    const found = subscriptions.find((subscription) => subscription.name === name)
    if (found === undefined) throw new TypeError(`There is no subscription '${name}'`)
    return found
  }

  const first = subscriptions.map(({ validation }) => validation.start())
  await (clock.runs ? Promise.all(first) : clock.settled())

  return {
    subscriptions: () =>
      subscriptions.map(({ name, validation, deliverer }) => ({
        name,
        ...validation.provisioning,
        ...deliverer.counts(),
      })),
    publish(events) {
      const published = [events].flat().map(toPublished)
      faults.pass(published)
      return published
    },
    traffic(more = {}) {
      const traffic = startTraffic(more, {
        ...{ random: split(), now: clock.now, at: timetable.at },
        publish: (events) => faults.pass(events.map(toPublished)),
      })
      traffics.add(traffic)
      if (stopping.signal.aborted) traffic.stop()
      void traffic.done.then(() => {
        traffics.delete(traffic)
        checkIdle()
      })
      return traffic
    },
    validate: (name) => find(name).validation.start(),
    attempts: history.list,
    deadLetters: (name) =>
      (name === undefined ? subscriptions : [find(name)]).flatMap(({ deliverer }) => deliverer.deadLetters),
    faults: occurred.list,
    idle() {
      if (stopping.signal.aborted) return Promise.resolve()
      if (!clock.runs) return clock.settled()
      return isIdle() ? Promise.resolve() : new Promise((resolve) => void idlers.add(resolve))
    },
    async stop() {
      stopping.abort(new DOMException('The simulation has ended', 'AbortError'))
      timetable.clear()
      for (const traffic of traffics) traffic.stop()
      for (const agent of Object.values(agents)) agent.destroy()
      await callbacks.close()
      for (const resolve of idlers) resolve()
    },
  }
}

const defaultSource =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/signalr-rg/providers/Microsoft.SignalRService/SignalR/signalr-resource'

// Shorter than servers keep connections that nothing comes through, 5 s in Node, so as not to meet their end.
const keepAlive = { keepAlive: true, timeout: 4_000 }
