import { type ConnectionEvent, type Middleware, WebhookError } from '@signalr-events/core'
import type { Ask } from './ask.js'
import type { ChangeOptions, Connection, PresenceEvent, PresenceStore } from './store.js'

/** Applies deliveries, and remembers which connections they ended. */
export interface Applier {
  readonly middleware: Middleware
  connectionOf(event: ConnectionEvent): Connection | undefined
}

/** @param onApplied is called with each hub that had events */
export function createApplier(
  store: PresenceStore,
  ask: Ask,
  options: ChangeOptions,
  onApplied: (hub: string) => void,
): Applier {
  const deliveries = new WeakMap<readonly ConnectionEvent[], Promise<unknown>>()
  const ended = new WeakMap<ConnectionEvent, Connection>()

  async function applyHub(hub: string, events: readonly ConnectionEvent[]): Promise<void> {
    const applied = await ask(() => store.apply(hub, events.map(toPresenceEvent), options))
    for (const [i, event] of events.entries()) {
      const connection = applied[i]?.connection
      if (connection !== undefined) ended.set(event, connection)
    }
    onApplied(hub)
  }

  /** All events of a delivery are applied with the first one that comes here. */
  function applyOnce(events: readonly ConnectionEvent[]): Promise<unknown> {
    const known = deliveries.get(events)
    if (known !== undefined) return known
    const applied = Promise.all([...byHub(events)].map(([hub, list]) => applyHub(hub, list)))
    deliveries.set(events, applied)
    return applied
  }

  return {
    async middleware(_event, { events }, next) {
      try {
        await applyOnce(events)
      } catch (cause) {
        throw new WebhookError('STORE_FAILED', { cause })
      }
      await next()
    },
    connectionOf: (event) => (event.type === 'connected' ? toConnection(event) : ended.get(event)),
  }
}

/** SignalR takes hubs in any case for the same. */
export function toHub(name: string): string {
  return name.toLowerCase()
}

function byHub(events: readonly ConnectionEvent[]): Map<string, ConnectionEvent[]> {
  const hubs = new Map<string, ConnectionEvent[]>()
  for (const event of events) {
    const hub = toHub(event.hubName)
    const list = hubs.get(hub)
    if (list === undefined) hubs.set(hub, [event])
    else list.push(event)
  }
  return hubs
}

function toPresenceEvent({ type, connectionId, userId, source, timestamp }: ConnectionEvent): PresenceEvent {
  const at = Date.parse(timestamp)
  return { type, connectionId, userId, source, timestamp, at: Number.isNaN(at) ? undefined : at }
}

function toConnection({ connectionId, userId, source, timestamp }: ConnectionEvent): Connection {
  return { connectionId, userId, source, connectedAt: timestamp }
}
