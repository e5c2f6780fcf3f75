import type { Outcome } from './model.js'

/** A connection event as a store takes it. `at` is its time in milliseconds since 1970. */
export interface PresenceEvent {
  readonly type: 'connected' | 'disconnected'
  readonly connectionId: string
  readonly userId: string | undefined
  readonly source: string
  readonly timestamp: string
  readonly at: number
}

/** A connection that is online. */
export interface Connection {
  readonly connectionId: string
  readonly userId: string | undefined
  readonly source: string
  /** When it connected: ISO 8601, UTC, as Azure sent it. */
  readonly connectedAt: string
}

/** Shared memory of who is online. Calls reject or throw when it cannot answer. `hub` is in lower case. */
export interface PresenceStore {
  /** Applies events in one step, and returns what each did. */
  apply(hub: string, events: readonly PresenceEvent[]): readonly Outcome[] | Promise<readonly Outcome[]>
  connectionsOf(hub: string, userId: string): readonly Connection[] | Promise<readonly Connection[]>
  connections(hub: string): readonly Connection[] | Promise<readonly Connection[]>
  count(hub: string): Count | Promise<Count>
  /** When a user who is offline was last seen, in milliseconds since 1970. */
  lastSeen(hub: string, userId: string): number | undefined | Promise<number | undefined>
  /** Since when the memory is whole, in milliseconds since 1970. */
  since(hub: string): number | Promise<number>
  hubs(): readonly string[] | Promise<readonly string[]>
}

/** How many are online. Anonymous connections are connections and no users. */
export interface Count {
  readonly users: number
  readonly connections: number
}
