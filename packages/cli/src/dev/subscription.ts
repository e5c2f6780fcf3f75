import { randomInt } from 'node:crypto'
import type { EventToPublish } from '@signalr-events/emulator'
import { sleep } from '@signalr-events/internal'
import { type Clock, type EventGrid, scaledClock, startEventGrid } from '@signalr-events/simulator'
import { explainFailure, toConnectionFailure } from '../failure.js'
import { toGridFaults } from '../grid-faults.js'
import { waitForListener } from '../listener.js'
import type { Waiting } from './activity.js'
import { waitForHandshake } from './handshake.js'
import type { Journal } from './journal.js'
import type { DevOptions } from './options.js'
import { toDelivery } from './to-delivery.js'

/** The resource of the local service: its name is that of its host. */
const localSource =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.SignalRService/SignalR/localhost'

/** An event, and when it happened by the clock of the Event Grid. */
type PastEvent = EventToPublish & { readonly at: number }

/** The event subscription of a webhook, which may listen later. */
export interface Subscription {
  /** Subscribes the webhook as soon as it listens. A handshake that fails is repeated until one succeeds. */
  start(): void
  /** Delivers an event, or holds it until the handshake has succeeded. */
  publish(event: EventToPublish): void
  /** Whether the handshake has succeeded. */
  isReady(): boolean
  /** Whether the handshake is in flight, which nothing can abort. */
  isStarting(): boolean
  /** Waits a moment for deliveries in flight, then ends everything and records how many events were not delivered. */
  stop(): Promise<void>
}

/** How long deliveries in flight are waited for, in milliseconds. */
const DRAIN_MS = 2000

/** Creates the subscription of a webhook. */
export function createSubscription(url: URL, options: DevOptions, { record }: Journal): Subscription {
  const stopping = new AbortController()
  const clock = scaledClock(options.timeScale)
  const held: PastEvent[] = []
  let grid: EventGrid | undefined
  let isStarting = false
  let isReady = false

  async function subscribe({ signal }: AbortController): Promise<void> {
    await waitForListener(url, Number.POSITIVE_INFINITY, (error) => record(toWaiting(error)), signal)
    if (signal.aborted) return
    grid = await waitForHandshake(() => startGrid(url, options, clock, record), record, signal)
    if (signal.aborted) return grid?.stop()
    isReady = true
    if (grid !== undefined) deliver(grid, held.splice(0))
  }

  function deliver(to: EventGrid, events: readonly PastEvent[]): void {
    for (const event of to.publish(events)) {
      const { type, userId, connectionId } = event
      record({ type: 'published', event: `${type} ${userId ?? 'anonymous'}`, connectionId })
    }
  }

  function countPending(): number {
    if (grid === undefined) return 0
    return grid.subscriptions().reduce((sum, { pending }) => sum + pending, grid.delayed())
  }

  function recordUndelivered(): void {
    const events = held.length + countPending()
    const reason = isReady ? 'pending' : 'not-subscribed'
    if (events > 0) record({ type: 'undelivered', events, reason })
  }

  return {
    start() {
      isStarting = true
      subscribe(stopping)
        .catch((error: unknown) =>
          record({ type: 'warning', code: 'internal-error', message: String(error) }),
        )
        .finally(() => {
          isStarting = false
        })
    },
    publish(event) {
      const past = { ...event, at: clock.now() }
      // Later, so that a connection is shown before its event.
      queueMicrotask(() => {
        if (grid !== undefined && isReady) deliver(grid, [past])
        else held.push(past)
      })
    },
    isReady: () => isReady,
    isStarting: () => isStarting,
    async stop() {
      const timer = new AbortController()
      if (isReady) await Promise.race([grid?.idle(), sleep(DRAIN_MS, timer.signal)])
      timer.abort()
      recordUndelivered()
      stopping.abort()
      await grid?.stop()
    },
  }
}

function toWaiting(error: unknown): Waiting {
  const isNotOpenYet = toConnectionFailure(error) === 'CONNECTION_REFUSED'
  return { type: 'waiting', reason: isNotOpenYet ? undefined : explainFailure(error) }
}

function startGrid(
  url: URL,
  options: DevOptions,
  clock: Clock,
  record: Journal['record'],
): Promise<EventGrid> {
  const { subscription, schema, header, timeout, source = localSource, timeScale, faults } = options
  return startEventGrid({
    subscriptions: [
      {
        ...{ endpoint: url.href, name: subscription, schema, headers: header },
        timeout: timeout * 1000,
        handshakeAttempts: 1,
      },
    ],
    // The ids of events differ from run to run: a webhook may remember those of an earlier one.
    ...{ clock, source, history: 1, seed: randomInt(2 ** 32) },
    faults: toGridFaults(faults).faults,
    onAttempt: (attempt) => record(toDelivery(attempt, clock.now(), timeScale)),
    onFault: ({ kind, event }) =>
      record({ type: 'fault', kind, event: `${event.type} ${event.userId ?? 'anonymous'}` }),
  })
}
