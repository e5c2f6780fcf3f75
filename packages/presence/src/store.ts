import type { Outcome } from './model.js'

/** A value, or a promise of it: stores in memory answer at once. */
export type Awaitable<Value> = Value | Promise<Value>

/** A connection event as a store takes it. */
export interface PresenceEvent {
  readonly type: 'connected' | 'disconnected'
  readonly connectionId: string
  readonly userId: string | undefined
  readonly source: string
  /** As Azure sent it. */
  readonly timestamp: string
  /** Of a disconnected event, if there is one. */
  readonly errorMessage?: string | undefined
  /** The timestamp in milliseconds since 1970, or `undefined` if it is not readable: then the event counts as new. */
  readonly at: number | undefined
}

/** What an event did. */
export interface Applied {
  readonly outcome: Outcome
  /** The connection that the event ended, or that had ended before, as far as that is known. */
  readonly ended: EndedConnection | undefined
}

/** A connection that has ended. */
export interface EndedConnection {
  readonly connection: Connection
  /** When it ended, in milliseconds since 1970. */
  readonly endedAt: number
  /** Why the client was disconnected, if its disconnected event says so. */
  readonly errorMessage?: string | undefined
  /** Names the record that the store keeps of it. */
  readonly record: string
}

/** A connection that is online, or was. */
export interface Connection {
  readonly connectionId: string
  readonly userId: string | undefined
  readonly source: string
  /** When it connected: ISO 8601, UTC, as Azure sent it. */
  readonly connectedAt: string | undefined
  /** What `setMetadata` has set. */
  readonly metadata?: JsonValue | undefined
}

/** A value that JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** How many are online. Anonymous connections are connections and no users. */
export interface Count {
  readonly users: number
  readonly connections: number
}

/** A user who is online. */
export interface OnlineUser {
  readonly userId: string
  /** When the user came online. */
  readonly since: Date
  /** How many connections the user has: 0 during grace. */
  readonly connections: number
}

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** Where the next page begins, or `undefined` if this is the last one. */
  readonly next: string | undefined
}

/** The options of every change. They are the same on all instances. */
export interface ChangeOptions {
  /** How long users stay online after their last connection has ended, in milliseconds. */
  readonly grace: number
  /** How long `lastSeen` is kept, in milliseconds. */
  readonly lastSeenFor: number
  /** Whether this instance handles transitions. The store keeps them as soon as one instance does. */
  readonly handles: boolean
  /** Whether records of ended connections are kept until they are `taken`. */
  readonly sessions: boolean
  /** Whether connections whose events are too old are kept until the service was asked about them. */
  readonly asks: boolean
}

/** A user's coming or going that is to be handled. */
export interface ClaimedTransition {
  readonly userId: string
  readonly state: 'online' | 'offline'
  /** Grows from transition to transition of a hub: microseconds since 1970, or one more than the last. */
  readonly number: number
  /** Names this claim. No other claim of the user has the same, also if it is of a later transition. */
  readonly token: number
  /** 1 for the first attempt. */
  readonly attempt: number
  /** When the user was last seen, in milliseconds since 1970. */
  readonly lastSeen: number | undefined
}

/** A connection that ended without an event. */
export interface EndedWithoutEvent extends EndedConnection {
  readonly endedBy: 'reconciliation' | 'expiry'
  /** When it was found out, in milliseconds since 1970. */
  readonly noticedAt: number
}

/** What there is to be done in a hub. */
export interface Claim {
  readonly transitions: readonly ClaimedTransition[]
  /** Connections that ended without an event and are not yet `taken`. */
  readonly ended: readonly EndedWithoutEvent[]
  /** Whether another instance has claimed here with another `grace` or `lastSeenFor`. */
  readonly optionsDiffer: boolean
  /** In how many milliseconds the next one is due, or `undefined` if none is. */
  readonly next: number | undefined
}

/** A connection, and what is known of it besides events. Times are milliseconds since 1970, 0 for never. */
export interface ConnectionRecord {
  readonly connection: Connection
  /** When the service was last asked and answered that the connection exists. */
  readonly verifiedAt: number
  /** When the service first answered that it does not, since then. */
  readonly missingAt: number
  /** Names this state of the record. */
  readonly version: string
}

/** What is found out about a connection without an event. */
export interface Verdict {
  readonly connectionId: string
  /** The verdict counts only if the record is still in this state. `undefined` for any. */
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
  /** When the connection was last known to be there, in milliseconds since 1970: when the user was last seen. */
  readonly seenAt: number
}

/** What a verdict did. `changed`: the record has changed meanwhile, so nothing. */
export type VerdictOutcome = 'verified' | 'missing-once' | 'ended' | 'changed'

/** A user's coming or going. */
export interface StoredChange {
  readonly userId: string
  readonly state: 'online' | 'offline'
  /** Grows from change to change: microseconds since 1970, or one more than the last. */
  readonly number: number
}

/** Facts of a hub. */
export interface StoreStatus {
  /** Since when the memory is whole, in milliseconds since 1970. */
  readonly since: number
  /** Ended connections that are remembered. */
  readonly tombstones: number
  /** Transitions that are to be handled, or are being handled. */
  readonly outstanding: number
  /** Connections that are kept until the service was asked about them. */
  readonly unverified: number
  /** When all connections were last reconciled with the service, in milliseconds since 1970. */
  readonly reconciledAt: number | undefined
  /** How many events had which outcome. */
  readonly events: Readonly<Record<Outcome, number>>
}

/**
 * Shared memory of who is online. Methods reject or throw when the store cannot answer. `hub` is in lower case.
 * `runPresenceStoreChecks` of `@signalr-events/testing/presence` shows whether a store is right.
 */
export interface PresenceStore {
  /** The time of the store, in milliseconds since 1970. */
  now(): Awaitable<number>
  /** Applies events in one step, and answers what each did, in order. */
  apply(hub: string, events: readonly PresenceEvent[], options: ChangeOptions): Awaitable<readonly Applied[]>
  /**
   * Ends the grace of users that is over, and hands out transitions that are due, at most `limit`. Each stays with the
   * caller for `lease` milliseconds.
   */
  claim(
    hub: string,
    options: ChangeOptions & { readonly lease: number; readonly limit: number },
  ): Awaitable<Claim>
  /** Ends a claim: handled, or to be handed out again after `retryMs` milliseconds. With an old token, does nothing. */
  settle(hub: string, userId: string, token: number, retryMs?: number): Awaitable<void>
  /** Forgets records of ended connections, which are no longer needed. */
  taken(
    hub: string,
    records: readonly { readonly connectionId: string; readonly record: string }[],
  ): Awaitable<void>
  /** Whether `owner` may do for `lease` milliseconds what one instance at a time does. It may ask again meanwhile. */
  lead(owner: string, lease: number): Awaitable<boolean>
  /** Applies verdicts in one step, and answers what each did. */
  judge(
    hub: string,
    verdicts: readonly Verdict[],
    options: ChangeOptions,
  ): Awaitable<readonly VerdictOutcome[]>
  /**
   * Forgets a user: no grace, no transition, no last time. Does nothing, and answers `false`, while the user has a
   * connection.
   */
  forget(hub: string, userId: string): Awaitable<boolean>
  count(hub: string): Awaitable<Count>
  /** Since when each user is online, in milliseconds since 1970; `undefined` for one who is offline. */
  online(hub: string, userIds: readonly string[]): Awaitable<readonly (number | undefined)[]>
  connectionsOf(hub: string, userId: string): Awaitable<readonly Connection[]>
  /** When a user was last seen, in milliseconds since 1970. */
  lastSeen(hub: string, userId: string): Awaitable<number | undefined>
  /** Users who are online, by the time at which they came. One who stays online is listed exactly once. */
  users(hub: string, cursor: string | undefined, size: number): Awaitable<Page<OnlineUser>>
  /** Connections in any order. One that stays online is listed at least once. */
  connections(hub: string, cursor: string | undefined, size: number): Awaitable<Page<ConnectionRecord>>
  /** Connections that are kept until the service was asked about them, at most `size`. */
  unverified(hub: string, size: number): Awaitable<readonly ConnectionRecord[]>
  /** Notes that all connections were reconciled with the service. */
  reconciled(hub: string): Awaitable<void>
  /**
   * Changes after a cursor, which is the number of a change, at most `size`. Without a cursor, none: then `cursor` is of
   * now. The store keeps changes while somebody asks for them, the last 10,000; `isReset` if some are missing.
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
   * Keeps a text with a connection until it ends. If the connection is not there yet, for `keepFor` milliseconds.
   */
  setMetadata(hub: string, connectionId: string, text: string, keepFor: number): Awaitable<void>
  status(hub: string): Awaitable<StoreStatus>
  hubs(): Awaitable<readonly string[]>
}
