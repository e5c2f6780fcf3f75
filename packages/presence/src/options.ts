import { isFunction, isMilliseconds, type Rules, readOptions } from '@signalr-events/internal'
import type { PresenceError, PresenceErrorContext } from './errors.js'
import { memoryPresence } from './memory/index.js'
import type { ReconcileOptions } from './reconcile/options.js'
import type { PresenceService, ServiceOf } from './reconcile/service.js'
import type { Session } from './sessions.js'
import type { PresenceStore } from './store.js'
import type { TransitionHandler } from './transition.js'

/** Options of {@link createPresence}. Instances that share a store should have the same. */
export interface PresenceOptions {
  /** Stores online users and connections. @default memoryPresence() */
  readonly store?: PresenceStore | undefined
  /** How long the store may take to answer, in milliseconds. @default 2000 */
  readonly timeout?: number | undefined
  /**
   * How long users stay online after their last connection has ended, in milliseconds: clients reconnect. 0 for not at
   * all. @default 15000
   */
  readonly grace?: number | undefined
  /** Called when a user comes online: on one of all instances, in order per user. @default none */
  readonly onUserOnline?: TransitionHandler | undefined
  /** Called when a user goes offline: on one of all instances, in order per user. @default none */
  readonly onUserOffline?: TransitionHandler | undefined
  /**
   * How long a handler, or `sessions` in the background, may take before it may be called again, also by another
   * instance, in milliseconds. @default 60000
   */
  readonly lease?: number | undefined
  /** The delay before a failed handler is retried, in milliseconds. It doubles up to one minute. @default 1000 */
  readonly retry?: number | undefined
  /** How long `lastSeen` is kept, in milliseconds. 0 for not at all. @default 2592000000 (30 days) */
  readonly lastSeenFor?: number | undefined
  /**
   * Maximum age of connections, in milliseconds: ends those whose disconnected event was lost if there is no `service`.
   * Set it longer than any client stays connected, or online users disappear.
   *
   * @default no limit
   */
  readonly maxAge?: number | undefined
  /**
   * Receives a record of each connection that has ended, all of a delivery in one call. It is awaited before the delivery
   * is acknowledged. If it throws, the delivery is answered with 500 and retried: each record arrives at least once, with
   * the same id.
   *
   * @default none
   */
  readonly sessions?: ((sessions: readonly Session[]) => unknown) | undefined
  /**
   * The service to ask whether connections still exist, which finds lost disconnected events: `createServiceClient()` of
   * `@signalr-events/management`, or a function that returns one for the Azure resource id of an event. @default none
   */
  readonly service?: PresenceService | ServiceOf | undefined
  /** How often the service is asked, and with which limits. @default see {@link ReconcileOptions} */
  readonly reconcile?: ReconcileOptions | undefined
  /** Receives failures in the background, with the hub and the transition. @default prints errors with `console.error` */
  readonly onError?: ((error: PresenceError, context: PresenceErrorContext) => unknown) | undefined
}

const milliseconds = [isMilliseconds, 'milliseconds, more than 0'] as const

const rules: Rules<PresenceOptions> = {
  store: [isStore, 'a store, e.g. memoryPresence()'],
  timeout: milliseconds,
  grace: [isDuration, 'milliseconds, 0 or more'],
  onUserOnline: [isFunction, 'a function'],
  onUserOffline: [isFunction, 'a function'],
  lease: milliseconds,
  retry: milliseconds,
  lastSeenFor: [isDuration, 'milliseconds, 0 or more'],
  maxAge: [isAge, 'milliseconds, more than 0'],
  sessions: [isFunction, 'a function'],
  service: [isService, 'a service client, or a function'],
  reconcile: [isObject, 'an object'],
  onError: [isFunction, 'a function'],
}

const day = 24 * 60 * 60 * 1000

/** Options with their defaults filled in. */
export type PresenceSettings = PresenceOptions & {
  readonly [Name in
    | 'store'
    | 'timeout'
    | 'grace'
    | 'lease'
    | 'retry'
    | 'lastSeenFor'
    | 'onError']-?: NonNullable<PresenceOptions[Name]>
}

/** @throws {TypeError} for an unknown option or a wrong value */
export function readPresenceOptions(options: PresenceOptions): PresenceSettings {
  return readOptions('createPresence', options, rules, {
    store: memoryPresence(),
    timeout: 2_000,
    grace: 15_000,
    lease: 60_000,
    retry: 1_000,
    lastSeenFor: 30 * day,
    onError: (error: PresenceError) => console.error(error),
  })
}

function isStore(value: unknown): boolean {
  const { apply, claim } = (value ?? {}) as Partial<PresenceStore>
  return typeof apply === 'function' && typeof claim === 'function'
}

/** These may be longer than a timer can wait. */
function isDuration(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value)
}

function isAge(value: unknown): boolean {
  return isDuration(value) && value !== 0
}

function isService(value: unknown): boolean {
  if (!isObject(value)) return isFunction(value)
  const { endpoint, hub } = value as Partial<PresenceService>
  return typeof endpoint === 'string' && isFunction(hub)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
