import type { EventToPublish } from '@signalr-events/emulator'
import { sleep } from '@signalr-events/internal'
import { type EventGrid, scaledClock, startEventGrid } from '@signalr-events/simulator'
import { toGridFaults } from '../grid-faults.js'
import { waitForListener } from '../listener.js'
import type { Journal } from './journal.js'
import type { DevOptions } from './options.js'
import { toDelivery } from './to-delivery.js'

/** The event subscription of a webhook, which may listen later. */
export interface Subscription {
  /** Delivers an event, or holds it until the handshake has succeeded. */
  publish(event: EventToPublish): void
  /** Whether the handshake has succeeded. */
  isReady(): boolean
  /** Waits a moment for deliveries in flight, then ends everything. */
  stop(): Promise<void>
}

/** How long deliveries in flight are waited for, in milliseconds. */
const DRAIN_MS = 2000
/** How often a handshake is tried again. */
const RETRY_MS = 2000
const POLL_MS = 50

/** Subscribes a webhook as soon as it listens. A handshake that fails is tried again until one succeeds. */
export function startSubscription(url: URL, options: DevOptions, { record }: Journal): Subscription {
  const stopping = new AbortController()
  const held: EventToPublish[] = []
  let grid: EventGrid | undefined
  let isReady = false

  async function subscribe({ signal }: AbortController): Promise<void> {
    await waitForListener(url, Number.POSITIVE_INFINITY, () => record({ type: 'waiting' }), signal)
    if (signal.aborted) return
    grid = await startGrid(url, options, record)
    if (signal.aborted) return grid.stop()
    await waitForSuccess(grid, options.subscription, record, signal)
    if (signal.aborted) return
    isReady = true
    deliver(grid, held.splice(0))
  }

  function deliver(to: EventGrid, events: readonly EventToPublish[]): void {
    for (const event of to.publish(events)) {
      const { type, userId, connectionId } = event
      record({ type: 'published', event: `${type} ${userId ?? 'anonymous'}`, connectionId })
    }
  }

  void subscribe(stopping)
  return {
    publish(event) {
      // Later, so that a connection is shown before its event.
      queueMicrotask(() => {
        if (grid !== undefined && isReady) deliver(grid, [event])
        else held.push(event)
      })
    },
    isReady: () => isReady,
    async stop() {
      const timer = new AbortController()
      if (isReady) await Promise.race([grid?.idle(), sleep(DRAIN_MS, timer.signal)])
      timer.abort()
      stopping.abort()
      await grid?.stop()
    },
  }
}

function startGrid(url: URL, options: DevOptions, record: Journal['record']): Promise<EventGrid> {
  const { subscription, schema, header, timeout, source, timeScale, faults } = options
  const clock = scaledClock(timeScale)
  return startEventGrid({
    subscriptions: [
      {
        ...{ endpoint: url.href, name: subscription, schema, headers: header },
        timeout: timeout * 1000,
        handshakeAttempts: 1,
      },
    ],
    ...{ clock, source, history: 1 },
    faults: toGridFaults(faults).faults,
    onAttempt: (attempt) => record(toDelivery(attempt, clock.now(), timeScale)),
    onFault: ({ kind, event }) =>
      record({ type: 'fault', kind, event: `${event.type} ${event.userId ?? 'anonymous'}` }),
  })
}

/** Waits until a handshake has succeeded, and records each other result once. */
async function waitForSuccess(
  grid: EventGrid,
  name: string,
  record: Journal['record'],
  signal: AbortSignal,
): Promise<void> {
  let recorded = ''
  for (; !signal.aborted; await sleep(POLL_MS, signal)) {
    const [{ state, reason, validationUrl } = { state: 'Creating', reason: '' }] = grid.subscriptions()
    if (state !== 'Creating' && `${state} ${reason}` !== recorded) {
      record({ type: 'handshake', state, reason, validationUrl })
      recorded = `${state} ${reason}`
    }
    if (state === 'Succeeded') return
    if (state !== 'Failed') continue
    await sleep(RETRY_MS, signal)
    if (!signal.aborted) await grid.validate(name)
  }
}
