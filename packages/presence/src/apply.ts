import { type ConnectionEvent, type Middleware, perDelivery, WebhookError } from '@signalr-events/core'
import type { Ask } from './ask.js'
import { type Session, toSession } from './sessions.js'
import type { Applied, ChangeOptions, Connection, PresenceStore } from './store.js'

/** Applies deliveries, and remembers which connections they ended. */
export interface Applier {
  readonly middleware: Middleware
  connectionOf(event: ConnectionEvent): Connection | undefined
}

export interface ApplierSettings {
  readonly store: PresenceStore
  readonly ask: Ask
  readonly change: ChangeOptions
  readonly sessions: ((sessions: readonly Session[]) => unknown) | undefined
  /** Is called with each hub that had events. */
  readonly onApplied: (hub: string) => void
}

/** Records that the store keeps until they are taken. */
interface Kept {
  readonly hub: string
  readonly records: { readonly connectionId: string; readonly record: string }[]
}

export function createApplier({ store, ask, change, sessions, onApplied }: ApplierSettings): Applier {
  // A property of the event. A `WeakMap` would keep connections until a full collection, which costs a tenth of a batch.
  const effect = Symbol('effect')

  async function applyHub(
    hub: string,
    events: readonly ConnectionEvent[],
    list: Map<string, Session>,
  ): Promise<Kept> {
    const records: Kept['records'] = []
    const applied = await ask(() => store.apply(hub, events, change))
    if (applied?.length !== events.length) throw new Error('The store has not answered one outcome per event')
    for (const [i, event] of events.entries()) {
      const each = applied[i]
      if (each === undefined) continue
      if (event.type === 'disconnected') Reflect.defineProperty(event, effect, { value: each })
      if (sessions === undefined) continue
      const { outcome, ended } = each
      const session = toSession(hub, event, { outcome, ended })
      // Of events out of order, one alone does not say when the connection began.
      if (session && list.get(session.id)?.connectedAt === undefined) list.set(session.id, session)
      // What the event does not say itself is kept, for the event may be repeated.
      if (ended && event.userId !== undefined)
        records.push({ connectionId: event.connectionId, record: ended.record })
    }
    onApplied(hub)
    return { hub, records }
  }

  async function apply(events: readonly ConnectionEvent[]): Promise<void> {
    const list = new Map<string, Session>()
    const kept = await orStoreFailed(
      Promise.all([...byHub(events)].map(([hub, each]) => applyHub(hub, each, list))),
    )
    if (sessions === undefined || list.size === 0) return
    await sessions([...list.values()])
    const taken = kept.filter(({ records }) => records.length > 0)
    await orStoreFailed(Promise.all(taken.map(({ hub, records }) => ask(() => store.taken(hub, records)))))
  }

  return {
    middleware: perDelivery(({ events }) => apply(events)),
    connectionOf(event: ConnectionEvent & { readonly [effect]?: Applied }) {
      return event.type === 'connected' ? toConnection(event) : event[effect]?.ended?.connection
    },
  }
}

/** SignalR takes hubs in any case for the same. */
export function toHub(name: string): string {
  return name.toLowerCase()
}

async function orStoreFailed<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (cause) {
    throw new WebhookError('STORE_FAILED', { cause })
  }
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

function toConnection({ connectionId, userId, source, timestamp }: ConnectionEvent): Connection {
  return { connectionId, userId, source, connectedAt: timestamp }
}
