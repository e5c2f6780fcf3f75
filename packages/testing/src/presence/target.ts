import type { Awaitable, PresenceStore } from '@signalr-events/presence'

/** A clock that checks set. */
export interface Clock {
  /** The time in milliseconds since 1970. */
  now(): number
}

/** A presence store to check. It need not be empty: checks use new hubs. */
export interface PresenceStoreTarget {
  /** Makes a store that takes its time from `clock`. You close the connections behind it. */
  create(clock: Clock): Awaitable<PresenceStore>
}
