import {
  isCount,
  isFunction,
  isListOf,
  isText,
  type Rules,
  readOptions as read,
} from '@signalr-events/internal'
import type { Authorize } from './authorize.js'
import type { WebhookError } from './errors.js'
import type { ConnectionEvent, DeliveryHead } from './events.js'
import type { Context } from './handlers.js'
import { eventGridOrigins } from './handshake.js'
import type { Middleware } from './middleware.js'

/** The second argument of `onError`. */
export interface ErrorContext<Native = unknown> {
  /** The delivery that failed. */
  readonly delivery: DeliveryHead
  /** The event whose handler failed. */
  readonly event: ConnectionEvent | undefined
  /** What was not a valid event, as received. It is personal data: think before you log it. */
  readonly raw: unknown
  /** The framework's own request or context. */
  readonly native: Native
}

/** Options of a webhook. All of them are optional. */
export interface WebhookOptions<Native = unknown> {
  /**
   * The path of the webhook, exactly as the server gets it: mount paths included, and without what a proxy in front
   * cuts off. Other requests are passed on; any POST to this path is a delivery, even without Event Grid's headers.
   *
   * Without `path`, the webhook handles any request with Event Grid headers, on any route; a key or token that is
   * refused is then answered 404, which Event Grid retries, since the delivery may be for another route.
   *
   * @default any path
   */
  readonly path?: string | undefined
  /**
   * Decides who may deliver, e.g. {@link sharedKey}. By default everybody may: Event Grid signs nothing.
   *
   * @default everyone may deliver
   */
  readonly authorize?: Authorize<Native> | undefined
  /** Origins that the CloudEvents handshake allows. @default Event Grid's in all Azure clouds */
  readonly origins?: readonly string[] | undefined
  /**
   * Azure resource ids of your SignalR Services, in any case: events of others are reported and not handled.
   *
   * @default all
   */
  readonly sources?: readonly string[] | undefined
  /**
   * Names of your event subscriptions, in any case: deliveries of others are answered 403, or 404 without `path`.
   *
   * @default all
   */
  readonly subscriptions?: readonly string[] | undefined
  /** Your hubs, in any case: events of others are reported, not handled and acknowledged. @default all */
  readonly hubs?: readonly string[] | undefined
  /** Middleware around every event, the first outermost. @default none */
  readonly use?: readonly Middleware<Native>[] | undefined
  /**
   * How many handlers run at a time, over all deliveries. An event that waits in middleware does not count, nor does
   * a handler that was abandoned at the deadline: one that never ends must not block the others.
   *
   * @default 64
   */
  readonly concurrency?: number | undefined
  /**
   * Maximum deliveries in flight. Further ones are answered 503, their bodies unread, and Event Grid retries them.
   *
   * @default 256
   */
  readonly maxDeliveries?: number | undefined
  /**
   * Maximum size of all bodies in flight, in bytes. Further deliveries are answered 503, unless nothing else is in
   * flight. It bounds memory in a burst: while a body is handled, it takes about twelve times its size.
   *
   * @default 8_388_608 8 MiB
   */
  readonly maxBytesInFlight?: number | undefined
  /** Maximum size of a body, in bytes. Event Grid sends at most 1 MB. @default 2_097_152 2 MiB */
  readonly maxBodyBytes?: number | undefined
  /**
   * How long a delivery may take, in milliseconds, reading included, before it is answered 503 and
   * `context.signal` aborts. Event Grid waits 30 seconds. 0 turns it off.
   *
   * @default 25_000
   */
  readonly deadline?: number | undefined
  /**
   * Receives every error, for your log. It cannot change an answer.
   *
   * @default a line on `console.error`, with what a handler threw
   */
  readonly onError?: ((error: WebhookError, context: ErrorContext<Native>) => unknown) | undefined
  /** Called with every event of another type, as received; it is acknowledged all the same. @default none */
  readonly onUnknown?: ((event: unknown, context: Context<Native>) => unknown) | undefined
  /** Called when Event Grid says that the event subscription was deleted. @default none */
  readonly onUnsubscribe?: ((delivery: DeliveryHead, native: Native) => unknown) | undefined
}

/** Options with their defaults filled in. */
export type Settings<Native> = {
  readonly [Name in keyof WebhookOptions<Native>]-?: WebhookOptions<Native>[Name]
} & {
  readonly origins: readonly string[]
  readonly use: readonly Middleware<Native>[]
  readonly concurrency: number
  readonly maxDeliveries: number
  readonly maxBytesInFlight: number
  readonly maxBodyBytes: number
  readonly deadline: number
}

// An empty list would allow nobody, and comes from a variable that is not set.
const isNames = (value: unknown): boolean => isListOf(isText)(value) && (value as unknown[]).length > 0

const rules: Rules<WebhookOptions> = {
  path: [
    // A wildcard would be compared as it is, and match nothing.
    (value) => typeof value === 'string' && /^\/[^?#*]*$/.test(value) && !value.includes('/:'),
    'a path that begins with / and has neither query nor wildcards',
  ],
  authorize: [isFunction, 'a function'],
  origins: [/* @__PURE__ */ isListOf(isText), 'a list of host names'],
  sources: [isNames, 'a list of resource ids'],
  subscriptions: [isNames, 'a list of names'],
  hubs: [isNames, 'a list of names'],
  use: [/* @__PURE__ */ isListOf(isFunction), 'a list of functions'],
  concurrency: [isCount, 'a whole number of at least 1'],
  maxDeliveries: [isCount, 'a whole number of at least 1'],
  maxBytesInFlight: [isCount, 'a whole number of at least 1'],
  maxBodyBytes: [isCount, 'a whole number of at least 1'],
  // A timer holds 31 bits of milliseconds.
  deadline: [(value) => value === 0 || (isCount(value) && value < 2 ** 31), 'milliseconds, or 0 for none'],
  onError: [isFunction, 'a function'],
  onUnknown: [isFunction, 'a function'],
  onUnsubscribe: [isFunction, 'a function'],
}

const defaults = {
  origins: eventGridOrigins,
  use: [],
  concurrency: 64,
  maxDeliveries: 256,
  maxBytesInFlight: 8 * 1024 * 1024,
  maxBodyBytes: 2 * 1024 * 1024,
  deadline: 25_000,
}

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readOptions<Native>(options: WebhookOptions<Native>): Settings<Native> {
  return read('signalrEvents', options as WebhookOptions, rules, defaults) as Settings<Native>
}
