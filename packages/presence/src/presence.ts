import { type ConnectionEvent, type Middleware, WebhookError } from '@signalr-events/core'
import { isMilliseconds, readOptions, withTimeout } from '@signalr-events/internal'
import { PresenceError } from './errors.js'
import { memoryPresence } from './memory.js'
import type { Connection, Count, PresenceEvent, PresenceStore } from './store.js'

/** Options of {@link createPresence}. */
export interface PresenceOptions {
  /** Where it is kept who is online. @default memoryPresence() */
  readonly store?: PresenceStore | undefined
  /** How long the store may take to answer, in milliseconds. @default 2000 */
  readonly timeout?: number | undefined
}

/** Who is online. Reads reject with {@link PresenceError} if the store cannot answer. */
export interface Presence {
  /** Applies each delivery in one call per hub. Put it outside of dedupe. */
  readonly middleware: Middleware
  isOnline(hub: string, userId: string): Promise<boolean>
  areOnline(hub: string, userIds: readonly string[]): Promise<ReadonlySet<string>>
  connections(hub: string): Promise<readonly Connection[]>
  count(hub: string): Promise<Count>
  /** Now, while online. */
  lastSeen(hub: string, userId: string): Promise<Date | undefined>
  hubs(): Promise<readonly string[]>
  /** `complete`: whether the memory is older than a day, so that few connections are from before it. */
  status(hub: string): Promise<{ readonly complete: boolean; readonly since: Date }>
  /** Ends reads. The client of the store stays yours. */
  close(): Promise<void>
}

const day = 24 * 60 * 60 * 1000

/**
 * Answers who is online, from connection events in any order and any number.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { createPresence } from '@signalr-events/presence'
 * import { createClient, eventGrid } from '@signalr-events/testing'
 *
 * const presence = createPresence()
 * const webhook = createWebhook({}, { use: [presence.middleware] })
 * await createClient(webhook).send(eventGrid.connected({ hubName: 'chat', userId: 'ada' }))
 * console.log(await presence.isOnline('chat', 'ada')) // true
 * ```
 */
export function createPresence(options: PresenceOptions = {}): Presence {
  const settings = readOptions('createPresence', options, rules, { store: memoryPresence(), timeout: 2_000 })
  const { store, timeout } = settings
  const deliveries = new WeakMap<readonly ConnectionEvent[], Promise<unknown>>()
  let closed = false

  async function ask<Value>(question: () => Value | Promise<Value>): Promise<Value> {
    if (closed) throw new PresenceError('CLOSED')
    try {
      return await withTimeout(call(question), timeout, () => new Error(`No answer within ${timeout} ms`))
    } catch (cause) {
      throw new PresenceError('STORE_FAILED', { cause })
    }
  }

  function applyOnce(events: readonly ConnectionEvent[]): Promise<unknown> {
    const known = deliveries.get(events)
    if (known !== undefined) return known
    const calls = [...byHub(events)].map(([hub, list]) => ask(() => store.apply(hub, list)))
    const applied = Promise.all(calls)
    deliveries.set(events, applied)
    return applied
  }

  const isOnline = async (hub: string, userId: string) =>
    (await ask(() => store.connectionsOf(hub.toLowerCase(), userId))).length > 0

  return {
    async middleware(_event, { events }, next) {
      try {
        await applyOnce(events)
      } catch (cause) {
        throw new WebhookError('STORE_FAILED', { cause })
      }
      await next()
    },
    isOnline,
    async areOnline(hub, userIds) {
      const answers = await Promise.all(userIds.map((userId) => isOnline(hub, userId)))
      return new Set(userIds.filter((_, i) => answers[i]))
    },
    connections: (hub) => ask(() => store.connections(hub.toLowerCase())),
    count: (hub) => ask(() => store.count(hub.toLowerCase())),
    async lastSeen(hub, userId) {
      if (await isOnline(hub, userId)) return new Date()
      const at = await ask(() => store.lastSeen(hub.toLowerCase(), userId))
      return at === undefined ? undefined : new Date(at)
    },
    hubs: () => ask(() => store.hubs()),
    async status(hub) {
      const since = await ask(() => store.since(hub.toLowerCase()))
      return { complete: Date.now() - since >= day, since: new Date(since) }
    },
    async close() {
      closed = true
    },
  }
}

const rules = {
  store: [isStore, 'a store, e.g. memoryPresence()'],
  timeout: [isMilliseconds, 'milliseconds, more than 0'],
} as const

function isStore(value: unknown): boolean {
  return typeof (value as Partial<PresenceStore> | null)?.apply === 'function'
}

async function call<Value>(question: () => Value | Promise<Value>): Promise<Value> {
  return question()
}

function byHub(events: readonly ConnectionEvent[]): Map<string, PresenceEvent[]> {
  const hubs = new Map<string, PresenceEvent[]>()
  for (const { type, hubName, connectionId, userId, source, timestamp } of events) {
    const hub = hubName.toLowerCase()
    const list = hubs.get(hub) ?? []
    // An event without a readable time counts as fresh: to refuse it would lose it.
    const parsed = Date.parse(timestamp)
    const at = Number.isNaN(parsed) ? Date.now() : parsed
    list.push({ type, connectionId, userId, source, timestamp, at })
    hubs.set(hub, list)
  }
  return hubs
}
