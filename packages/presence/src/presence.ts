import type { ConnectionEvent, Middleware } from '@signalr-events/core'
import { isCount } from '@signalr-events/internal'
import { createApplier, toHub } from './apply.js'
import { createAsk } from './ask.js'
import { startBackground } from './background.js'
import { eraseUser } from './erase.js'
import { PresenceError, toReportFailure } from './errors.js'
import { type PresenceOptions, readPresenceOptions } from './options.js'
import { createPages, type PageOptions, type Pages, type UserPages } from './pages.js'
import { checkText, createReads } from './read.js'
import { expire } from './reconcile/expiry.js'
import { type ReconcileResult, readReconcileOptions } from './reconcile/options.js'
import { createReconciler } from './reconcile/reconciler.js'
import type { Awaitable, ChangeOptions, Connection, Count, JsonValue, StoreStatus } from './store.js'
import { createTransitions } from './transitions.js'
import { waitAtMost } from './wait.js'
import { type Change, shareReads, type WatchOptions, watchChanges } from './watch.js'

/** A user, online or not. */
export interface User {
  /** Whether the user has a connection, or is in the grace period. */
  readonly online: boolean
  /** When the user came online. */
  readonly since: Date | undefined
  /** Empty during the grace period. */
  readonly connections: readonly Connection[]
  /** The current time while online; otherwise when the last connection ended, if known. */
  readonly lastSeen: Date | undefined
}

/** Whether answers are complete, and numbers for monitoring. */
export interface PresenceStatus extends Omit<StoreStatus, 'since' | 'reconciledAt'> {
  /** Whether `since` is more than 24 hours ago. Before that, older connections may be missing. */
  readonly complete: boolean
  /** Since when the data is complete: when the store was first used, or was last emptied. */
  readonly since: Date
  /** When all connections were last reconciled with the service. */
  readonly reconciledAt: Date | undefined
}

/**
 * Answers who is online. Hub names are case-insensitive. Methods reject with {@link PresenceError}: code
 * `STORE_FAILED` if the store does not answer, `CLOSED` after `close()`; or with a `TypeError` for a hub, a user or a
 * connection that is not a string.
 */
export interface Presence {
  /** Applies each delivery in one call per hub. Put it before `dedupe` in `use`. If the store fails, the answer is 503. */
  readonly middleware: Middleware
  /** Whether a user has a connection, or is in the grace period. */
  isOnline(hub: string, userId: string): Promise<boolean>
  /** Returns which of up to 10,000 users are online, in one round trip. */
  areOnline(hub: string, userIds: readonly string[]): Promise<ReadonlySet<string>>
  /** A user with all connections. Resolves for offline and unknown users, too. */
  user(hub: string, userId: string): Promise<User>
  /** Online users, in the order in which they came online. A user that stays online is listed exactly once. */
  users(hub: string, options?: PageOptions): UserPages
  /** Connections in any order. One that stays online is listed at least once. */
  connections(hub: string, options?: PageOptions): Pages<Connection>
  /** The numbers of online users and connections, in constant time. */
  count(hub: string): Promise<Count>
  /** The current time while online; otherwise when the last connection ended, if known. */
  lastSeen(hub: string, userId: string): Promise<Date | undefined>
  /** Hubs that have had events. */
  hubs(): Promise<readonly string[]>
  /**
   * Changes of online users. List the users first, then watch from the `cursor` of the first page, so that nothing is
   * missed. The last 10,000 changes are kept, for 10 minutes after the last read. If some are missing, there is a `reset`.
   *
   * @throws {TypeError} if `since` is not a cursor
   */
  watch(hub: string, options?: WatchOptions): AsyncIterable<Change>
  /**
   * Stores a value with a connection until it ends. It may be set up to 10 minutes before the connected event arrives.
   *
   * @throws {TypeError} if the value is not JSON
   * @throws {RangeError} if it takes more than 4,096 bytes as JSON
   */
  setMetadata(hub: string, connectionId: string, value: JsonValue): Promise<void>
  /**
   * Asks the service now whether connections exist, in one hub or in all. Does nothing while another instance is asking.
   * While this instance is asking, resolves with the result of that pass.
   *
   * @throws {TypeError} without `service`
   */
  reconcile(hub?: string): Promise<readonly ReconcileResult[]>
  /**
   * In a handler: the connection of the event, with its user also if a disconnected event has none. `undefined` if only
   * the event is known.
   */
  connectionOf(event: ConnectionEvent): Connection | undefined
  /**
   * Deletes a user, in one hub or in all: connections, `lastSeen` and transitions. Handlers are not called. Watches
   * get a `reset` if the user was online or had changes. Existing connections of the user stay forgotten; a new one
   * brings the user online again.
   */
  erase(userId: string, hub?: string): Promise<void>
  /** Whether answers are complete, and numbers for monitoring. */
  status(hub: string): Promise<PresenceStatus>
  /**
   * Stops the background work, and waits up to one second for running handlers of transitions. Unfinished transitions
   * move to other instances. The client of the store stays open.
   */
  close(): Promise<void>
}

const day = 24 * 60 * 60 * 1000
const MAX_USERS = 10_000
const MAX_METADATA_BYTES = 4_096
/** How long metadata is kept before its connection arrives, in milliseconds. */
const METADATA_MS = 10 * 60 * 1000
/** The lease of the leader, in milliseconds. It is renewed with every page. */
const LEAD_MS = 30_000
/** How long closing waits for the work in the background, in milliseconds. */
const CLOSE_MS = 1_000

/**
 * Creates presence: who is online, from connection events in any order and with duplicates.
 *
 * @throws {TypeError} for an unknown option or a wrong value
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { createPresence } from '@signalr-events/presence'
 * import { createClient, eventGrid } from '@signalr-events/testing'
 *
 * const presence = createPresence({
 *   onUserOffline: ({ userId }) => console.log(`${userId} is offline`),
 * })
 * const webhook = createWebhook({}, { use: [presence.middleware] })
 * await createClient(webhook).send(eventGrid.connected({ hubName: 'chat', userId: 'ada' }))
 * console.log(await presence.isOnline('chat', 'ada')) // true
 * ```
 */
export function createPresence(options: PresenceOptions = {}): Presence {
  const settings = readPresenceOptions(options)
  const { store, grace, lastSeenFor, onUserOnline, onUserOffline, maxAge, sessions, service } = settings
  const handlers = { online: onUserOnline, offline: onUserOffline }
  const handles = onUserOnline !== undefined || onUserOffline !== undefined
  const keeps = { handles, sessions: sessions !== undefined, asks: service !== undefined }
  const change: ChangeOptions = { grace, lastSeenFor, ...keeps }
  const ask = createAsk(settings.timeout)
  const onError = toReportFailure(settings.onError)
  const owner = crypto.randomUUID()
  const transitions = createTransitions({
    ...{ ...settings, ask, change, handlers, sessions, onError },
    onRoom: (hub) => background.touch(hub),
  })
  const reconcileSettings = readReconcileOptions(settings.reconcile ?? {})
  const reconciler =
    service && createReconciler({ ...reconcileSettings, store, ask, change, service, onError })
  const renew = () => ask(() => store.lead(owner, LEAD_MS))

  async function walk(hubs: readonly string[], signal: AbortSignal): Promise<void> {
    const mayGoOn = async () => !signal.aborted && renew()
    const failures: unknown[] = []
    for (const hub of hubs) {
      // A hub that cannot be looked at does not keep others from it.
      try {
        if (!(await mayGoOn())) return
        if (maxAge !== undefined) await expire(hub, maxAge, { store, ask, change }, mayGoOn)
        await reconciler?.run(hub, signal, renew)
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  const background = startBackground({
    listHubs: () => ask(() => store.hubs()),
    runTransitions: transitions.run,
    walk: maxAge === undefined && service === undefined ? undefined : walk,
    handles,
    onError,
  })
  const applier = createApplier({ store, ask, change, sessions, onApplied: background.touch })
  const readChanges = shareReads((hub, cursor, size) => store.changes(hub, cursor, size))
  const closing = new AbortController()

  function throwIfClosed(): void {
    if (closing.signal.aborted) throw new PresenceError('CLOSED')
  }

  async function read<Value>(question: () => Awaitable<Value>): Promise<Value> {
    throwIfClosed()
    return ask(question)
  }

  const { readHub, readPage, readUser } = createReads(read)

  async function sinceOf(hub: string, userId: string): Promise<Date | undefined> {
    const [since] = await readUser(hub, userId, (name) => store.online(name, [userId]))
    return since === undefined ? undefined : new Date(since)
  }

  async function lastSeenOf(hub: string, userId: string): Promise<Date | undefined> {
    const at = await readUser(hub, userId, (name) => store.lastSeen(name, userId))
    return at === undefined ? undefined : new Date(at)
  }

  return {
    middleware: applier.middleware,
    isOnline: async (hub, userId) => (await sinceOf(hub, userId)) !== undefined,
    async areOnline(hub, userIds) {
      if (userIds.length > MAX_USERS) throw new RangeError(`areOnline: ${MAX_USERS} users at most`)
      for (const userId of userIds) checkText('userId', userId)
      const since = await readHub(hub, (name) => store.online(name, userIds))
      return new Set(userIds.filter((_, i) => since[i] !== undefined))
    },
    async user(hub, userId) {
      const [since, connections, lastSeen] = await Promise.all([
        sinceOf(hub, userId),
        readUser(hub, userId, (name) => store.connectionsOf(name, userId)),
        lastSeenOf(hub, userId),
      ])
      const online = since !== undefined
      return { online, since, connections, lastSeen: online ? new Date() : lastSeen }
    },
    users(hub, { pageSize } = {}) {
      const size = toPageSize('users', pageSize)
      return createPages(async (after) => {
        // Read before the page, so that no change is missed from there on.
        const { cursor } = await readHub(hub, (name) => store.changes(name, undefined, 0))
        const users = await readPage(hub, after, (name) => store.users(name, after, size))
        return { ...users, cursor: String(cursor) }
      })
    },
    connections(hub, { pageSize } = {}) {
      const size = toPageSize('connections', pageSize)
      return createPages(async (after) => {
        const { items, next } = await readPage(hub, after, (name) => store.connections(name, after, size))
        return { items: items.map(({ connection }) => connection), next }
      })
    },
    watch: (hub, options = {}) =>
      watchChanges((cursor, size) => readHub(hub, (name) => readChanges(name, cursor, size)), options),
    async setMetadata(hub, connectionId, value) {
      const text = JSON.stringify(value)
      if (text === undefined) throw new TypeError('setMetadata: the value must be JSON')
      if (new TextEncoder().encode(text).length > MAX_METADATA_BYTES)
        throw new RangeError(`setMetadata: ${MAX_METADATA_BYTES} bytes of JSON at most`)
      checkText('connectionId', connectionId)
      await readHub(hub, (name) => store.setMetadata(name, connectionId, text, METADATA_MS))
    },
    async reconcile(hub) {
      if (reconciler === undefined) throw new TypeError("reconcile: the option 'service' is not set")
      if (hub !== undefined) checkText('hub', hub)
      throwIfClosed()
      const hubs = await read(() => (hub === undefined ? store.hubs() : [toHub(hub)]))
      const results: ReconcileResult[] = []
      for (const each of hubs) {
        throwIfClosed()
        results.push(await reconciler.run(each, closing.signal, renew))
      }
      return results
    },
    count: (hub) => readHub(hub, (name) => store.count(name)),
    async lastSeen(hub, userId) {
      const [since, at] = await Promise.all([sinceOf(hub, userId), lastSeenOf(hub, userId)])
      return since === undefined ? at : new Date()
    },
    hubs: () => read(() => store.hubs()),
    connectionOf: applier.connectionOf,
    async erase(userId, hub) {
      checkText('userId', userId)
      if (hub !== undefined) checkText('hub', hub)
      const hubs = hub === undefined ? await read(() => store.hubs()) : [toHub(hub)]
      await Promise.all(hubs.map((each) => eraseUser(each, userId, { store, ask: read, change })))
    },
    async status(hub) {
      const [status, now] = await Promise.all([
        readHub(hub, (name) => store.status(name)),
        read(() => store.now()),
      ])
      const reconciledAt = status.reconciledAt === undefined ? undefined : new Date(status.reconciledAt)
      return { ...status, complete: now - status.since >= day, since: new Date(status.since), reconciledAt }
    },
    async close() {
      closing.abort()
      // A store or a service that does not answer must not keep a server from closing.
      await Promise.all([
        waitAtMost(CLOSE_MS, Promise.all([background.stop(), reconciler?.whenIdle()])),
        transitions.close(),
      ])
    },
  }
}

function toPageSize(owner: string, pageSize = 1_000): number {
  if (!isCount(pageSize)) throw new TypeError(`${owner}: 'pageSize' must be a whole number of at least 1`)
  return pageSize
}
