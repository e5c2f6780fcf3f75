import { eventGridOrigins } from './admit.js'
import type { Authorize } from './authorize.js'
import type { WebhookError } from './errors.js'
import type { ConnectionEvent, DeliveryHead } from './events.js'
import type { Context } from './handlers.js'
import type { Middleware } from './middleware.js'

/** What `onError` gets beside the error. */
export interface ErrorContext<Native = unknown> {
  readonly delivery: DeliveryHead
  /** The event whose handler failed. */
  readonly event: ConnectionEvent | undefined
  /** What was not a valid event, as received. It is personal data: think before you log it. */
  readonly raw: unknown
  readonly native: Native
}

/** Options of a webhook. All of them are optional. */
export interface WebhookOptions<Native = unknown> {
  /**
   * The path that belongs to the webhook, to the letter and whole as the server gets it: mount paths included, and
   * without what a proxy in front cuts off. Other requests are passed on; on this path any POST is taken for a
   * delivery, even without Event Grid's headers. By default the webhook takes whatever bears the marks of Event
   * Grid, on any path.
   */
  readonly path?: string | undefined
  /** Who may deliver, e.g. {@link sharedKey}. By default everybody: Event Grid signs nothing. */
  readonly authorize?: Authorize<Native> | undefined
  /** Origins that the CloudEvents handshake admits. Default: Event Grid's in all Azure clouds. */
  readonly origins?: readonly string[] | undefined
  /**
   * Azure resource ids of your SignalR Services, in any case: events of others are reported, not handled, and no
   * other source can subscribe the endpoint. Default: all.
   */
  readonly sources?: readonly string[] | undefined
  /** Names of your event subscriptions, in any case: deliveries of others are answered 403. Default: all. */
  readonly subscriptions?: readonly string[] | undefined
  /** Your hubs, in any case: events of others are reported, not handled and acknowledged. Default: all. */
  readonly hubs?: readonly string[] | undefined
  /** Middleware around every event, the first outermost. */
  readonly use?: readonly Middleware<Native>[] | undefined
  /**
   * How many handlers run at a time, over all deliveries. Default 64. A handler that was left behind at the
   * deadline does not count: one that never ends must not block the others.
   */
  readonly concurrency?: number | undefined
  /**
   * How many deliveries are read and handled at a time; what comes beyond is answered 503, its body unread, and
   * comes again. Together with `maxBodyBytes` it bounds memory in a storm, as long as handlers end. Default 256.
   */
  readonly maxDeliveries?: number | undefined
  /** The largest body that is read, in bytes. Default 2 MiB; Event Grid sends at most 1 MB. */
  readonly maxBodyBytes?: number | undefined
  /**
   * How long a delivery may take, in milliseconds, reading included, before it is answered 503 and
   * `context.signal` aborts. Default 25,000, since Event Grid waits 30 seconds; 0 turns it off.
   */
  readonly deadline?: number | undefined
  /**
   * Called with everything that goes wrong, for your log. Changes no answer, whatever it does itself. Default: a
   * line on `console.error`, with what a handler threw.
   */
  readonly onError?: ((error: WebhookError, context: ErrorContext<Native>) => unknown) | undefined
  /** Called with every event of another type, as received; it is acknowledged all the same. */
  readonly onUnknown?: ((event: unknown, context: Context<Native>) => unknown) | undefined
  /** Called when Event Grid says that the event subscription was deleted. */
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
  readonly maxBodyBytes: number
  readonly deadline: number
}

/** What a value must pass, and what it must be, in words. */
type Rule = readonly [test: (value: unknown) => boolean, says: string]

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0
const isFunction = (value: unknown): boolean => typeof value === 'function'
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isListOf =
  (test: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(test)
// An empty list would allow nobody, and comes from a variable that is not set.
const isAllowList = (value: unknown): boolean => isListOf(isText)(value) && (value as unknown[]).length > 0

const count: Rule = [isCount, 'a whole number of at least 1']
const hook: Rule = [isFunction, 'a function']
const names: Rule = [isAllowList, 'a list of names']

const rules: Readonly<Record<keyof WebhookOptions, Rule>> = {
  path: [
    // A wildcard would be taken to the letter, and match nothing.
    (value) => typeof value === 'string' && /^\/[^?#*]*$/.test(value) && !value.includes('/:'),
    'a path that begins with / and has neither query nor wildcards',
  ],
  authorize: hook,
  origins: [/* @__PURE__ */ isListOf(isText), 'a list of host names'],
  sources: [isAllowList, 'a list of resource ids'],
  subscriptions: names,
  hubs: names,
  use: [/* @__PURE__ */ isListOf(isFunction), 'a list of functions'],
  concurrency: count,
  maxDeliveries: count,
  maxBodyBytes: count,
  // A timer holds 31 bits of milliseconds.
  deadline: [
    (value) => value === 0 || (isCount(value) && (value as number) < 2 ** 31),
    'milliseconds, or 0 for none',
  ],
  onError: hook,
  onUnknown: hook,
  onUnsubscribe: hook,
}

const defaults = {
  origins: eventGridOrigins,
  use: [],
  concurrency: 64,
  maxDeliveries: 256,
  maxBodyBytes: 2 * 1024 * 1024,
  deadline: 25_000,
}

/** Checks options and fills in the defaults. @throws {TypeError} for an unknown name or a wrong value */
export function readOptions<Native>(options: WebhookOptions<Native>): Settings<Native> {
  const settings: Record<string, unknown> = { ...defaults }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) throw new TypeError(`signalrEvents: there is no option '${name}'`)
    const [test, says] = rules[name as keyof WebhookOptions]
    if (value === undefined) continue
    if (!test(value)) throw new TypeError(`signalrEvents: '${name}' must be ${says}`)
    settings[name] = value
  }
  return settings as unknown as Settings<Native>
}
