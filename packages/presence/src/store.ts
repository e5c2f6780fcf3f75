import type { Outcome } from './model.js'

/** A value, or a promise of it. Stores in memory return values. */
export type Awaitable<Value> = Value | Promise<Value>

/** A connection event for a store. */
export interface PresenceEvent {
  /** What happened. */
  readonly type: 'connected' | 'disconnected'
  /** The connection. */
  readonly connectionId: string
  /** `undefined` for an anonymous client. */
  readonly userId: string | undefined
  /** The Azure resource id of the SignalR Service. */
  readonly source: string
  /** ISO 8601, UTC, as Azure sent it. If it is invalid, the event counts as new. */
  readonly timestamp: string
  /** Of a disconnected event, if there is one. */
  readonly errorMessage?: string | undefined
}

/** The effect of an event. */
export interface Applied {
  /** What the event changed. */
  readonly outcome: Outcome
  /** The connection that the event ended, or that had ended before, if it is known. May be a getter: few are read. */
  readonly ended: EndedConnection | undefined
}

/** A connection that has ended. */
export interface EndedConnection {
  /** The connection. */
  readonly connection: Connection
  /** When it ended, in milliseconds since 1970. */
  readonly endedAt: number
  /** Why the client was disconnected, if its disconnected event says so. */
  readonly errorMessage?: string | undefined
  /** The id of its record in the store, another one once the record was completed by a connected event. */
  readonly record: string
}

/** A connection that is online, or was. */
export interface Connection {
  /** The connection. */
  readonly connectionId: string
  /** `undefined` for an anonymous client. */
  readonly userId: string | undefined
  /** The Azure resource id of the SignalR Service. */
  readonly source: string
  /** When it connected: ISO 8601, UTC, as Azure sent it. */
  readonly connectedAt: string | undefined
  /** The value of `setMetadata`. */
  readonly metadata?: JsonValue | undefined
}

/** Any JSON value. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** How many users and connections are online. */
export interface Count {
  /** The number of users that are online, including those in the grace period. */
  readonly users: number
  /** The number of connections, including anonymous ones. */
  readonly connections: number
}

/** A user who is online. */
export interface OnlineUser {
  /** The user. */
  readonly userId: string
  /** When the user came online. */
  readonly since: Date
  /** How many connections the user has: 0 during grace. */
  readonly connections: number
}

/** A part of a list. */
export interface Page<Item> {
  /** The items of the page. */
  readonly items: readonly Item[]
  /** Where the next page begins, or `undefined` if this is the last one. */
  readonly next: string | undefined
}

/** The options of every change. All instances use the same. */
export interface ChangeOptions {
  /** How long users stay online after their last connection has ended, in milliseconds. */
  readonly grace: number
  /** How long `lastSeen` is kept, in milliseconds. */
  readonly lastSeenFor: number
  /** Whether this instance handles transitions. The store keeps them as soon as one instance does. */
  readonly handles: boolean
  /** Whether records of ended connections are kept until they are `taken`. */
  readonly sessions: boolean
  /** Whether connections whose events are too old are kept until the service has been asked about them. */
  readonly asks: boolean
}

/** A transition that is to be handled. */
export interface ClaimedTransition {
  /** The user. */
  readonly userId: string
  /** The new state. */
  readonly state: 'online' | 'offline'
  /** Grows from transition to transition of a hub: microseconds since 1970, or one more than the last. */
  readonly number: number
  /** The id of this claim. No other claim of the user has the same one, also for a later transition. */
  readonly token: number
  /** The number of the attempt, from 1. */
  readonly attempt: number
  /** When the user was last seen, in milliseconds since 1970. */
  readonly lastSeen: number | undefined
}

/** A connection that ended without an event. */
export interface EndedWithoutEvent extends EndedConnection {
  /** Whether the service did not know the connection, or it was too old. */
  readonly endedBy: 'reconciliation' | 'expiry'
  /** When the end was detected, in milliseconds since 1970. */
  readonly noticedAt: number
}

/** The pending work of a hub. */
export interface Claim {
  /** The transitions to handle now. */
  readonly transitions: readonly ClaimedTransition[]
  /** Connections that ended without an event and are not yet `taken`. */
  readonly ended: readonly EndedWithoutEvent[]
  /** Whether another instance has claimed here with another `grace` or `lastSeenFor`. */
  readonly optionsDiffer: boolean
  /** In how many milliseconds the next one is due, or `undefined` if none is. */
  readonly next: number | undefined
}

/** A connection, and the last answers of the service. Times are in milliseconds since 1970, 0 for never. */
export interface ConnectionRecord {
  /** The connection. */
  readonly connection: Connection
  /** When the service last answered that the connection exists. */
  readonly verifiedAt: number
  /** When the service first answered that it does not exist, after `verifiedAt`. */
  readonly missingAt: number
  /** The version of the record, which changes with every update. */
  readonly version: string
}

/** The state of a connection that was determined without an event. */
export interface Verdict {
  /** The connection. */
  readonly connectionId: string
  /** The verdict is applied only if the record still has this version. `undefined` for any. */
  readonly version: string | undefined
  /**
   * `exists` and `missing` are answers of the service; the second `missing` ends the connection. `expired` and `erased`
   * end it at once; an erased one leaves no record, and does not come back even if it was not believed yet.
   */
  readonly verdict: 'exists' | 'missing' | 'expired' | 'erased'
  /** When the service was asked, by the clock of the store, in milliseconds since 1970. */
  readonly askedAt: number
  /** How long after the first `missing` a second one counts, in milliseconds. */
  readonly between: number
  /** When the connection was last known to exist, in milliseconds since 1970: when the user was last seen. */
  readonly seenAt: number
}

/** The effect of a verdict. `changed`: none, since the record has another version. */
export type VerdictOutcome = 'verified' | 'missing-once' | 'ended' | 'changed'

/** A user that came online or went offline. */
export interface StoredChange {
  /** The user. */
  readonly userId: string
  /** The new state. */
  readonly state: 'online' | 'offline'
  /** Grows from change to change: microseconds since 1970, or one more than the last. */
  readonly number: number
}

/** Facts of a hub. */
export interface StoreStatus {
  /** Since when the data is complete, in milliseconds since 1970. */
  readonly since: number
  /** The number of ended connections that are remembered. */
  readonly tombstones: number
  /** The number of transitions that are pending or being handled. */
  readonly outstanding: number
  /** The number of connections that are kept until the service has been asked about them. */
  readonly unverified: number
  /** When all connections were last reconciled with the service, in milliseconds since 1970. */
  readonly reconciledAt: number | undefined
  /** The number of events by outcome. */
  readonly events: Readonly<Record<Outcome, number>>
}

/**
 * Stores online users and connections. Methods reject or throw when the store cannot answer. `hub` is in lower case.
 * Test a store with `runPresenceStoreChecks` of `@signalr-events/testing/presence`.
 */
export interface PresenceStore {
  /** The time of the store, in milliseconds since 1970. */
  now(): Awaitable<number>
  /** Applies events atomically, and returns the effect of each, in order. */
  apply(hub: string, events: readonly PresenceEvent[], options: ChangeOptions): Awaitable<readonly Applied[]>
  /**
   * Ends grace periods that are over, and returns at most `limit` transitions that are due. The caller holds each for
   * `lease` milliseconds.
   */
  claim(
    hub: string,
    options: ChangeOptions & { readonly lease: number; readonly limit: number },
  ): Awaitable<Claim>
  /** Ends a claim: handled, or due again after `retryMs` milliseconds. With an old token, it does nothing. */
  settle(hub: string, userId: string, token: number, retryMs?: number): Awaitable<void>
  /** Deletes records of ended connections that are no longer needed. One that was completed meanwhile stays. */
  taken(
    hub: string,
    records: readonly { readonly connectionId: string; readonly record: string }[],
  ): Awaitable<void>
  /** Whether `owner` is the leader for the next `lease` milliseconds. The leader may renew it. */
  lead(owner: string, lease: number): Awaitable<boolean>
  /** Applies verdicts atomically, and returns the effect of each. */
  judge(
    hub: string,
    verdicts: readonly Verdict[],
    options: ChangeOptions,
  ): Awaitable<readonly VerdictOutcome[]>
  /**
   * Deletes a user: grace period, transition, changes and `lastSeen`. Readers of changes get a reset if the user was
   * online or had changes. Does nothing, and returns `false`, while the user has a connection.
   */
  forget(hub: string, userId: string): Awaitable<boolean>
  /** The numbers of users and connections that are online. */
  count(hub: string): Awaitable<Count>
  /** Since when each user is online, in milliseconds since 1970; `undefined` for one who is offline. */
  online(hub: string, userIds: readonly string[]): Awaitable<readonly (number | undefined)[]>
  /** The connections of a user. */
  connectionsOf(hub: string, userId: string): Awaitable<readonly Connection[]>
  /** When a user was last seen, in milliseconds since 1970. */
  lastSeen(hub: string, userId: string): Awaitable<number | undefined>
  /**
   * Online users, in the order in which they came online. A user that stays online is listed exactly once.
   *
   * @throws {TypeError} for a cursor that is not `next` of a page
   */
  users(hub: string, cursor: string | undefined, size: number): Awaitable<Page<OnlineUser>>
  /**
   * Connections in any order. One that stays online is listed at least once.
   *
   * @throws {TypeError} for a cursor that is not `next` of a page
   */
  connections(hub: string, cursor: string | undefined, size: number): Awaitable<Page<ConnectionRecord>>
  /**
   * Connections that are kept until the service has been asked about them, in any order. One that stays is listed at
   * least once.
   *
   * @throws {TypeError} for a cursor that is not `next` of a page
   */
  unverified(hub: string, cursor: string | undefined, size: number): Awaitable<Page<ConnectionRecord>>
  /** Records that all connections were reconciled with the service. */
  reconciled(hub: string): Awaitable<void>
  /**
   * At most `size` changes after a cursor, the number of a change. Without a cursor none, and the current cursor. The
   * store keeps the last 10,000 changes while they are read. `isReset` if some are missing.
   */
  changes(
    hub: string,
    cursor: number | undefined,
    size: number,
  ): Awaitable<{
    readonly changes: readonly StoredChange[]
    readonly cursor: number
    readonly isReset: boolean
  }>
  /**
   * Stores a text with a connection until it ends. Before the connected event arrives, for `keepFor` milliseconds.
   */
  setMetadata(hub: string, connectionId: string, text: string, keepFor: number): Awaitable<void>
  /** Facts of a hub, for monitoring. */
  status(hub: string): Awaitable<StoreStatus>
  /** The hubs that have had events, in lower case. */
  hubs(): Awaitable<readonly string[]>
}
