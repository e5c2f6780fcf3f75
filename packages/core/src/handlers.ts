import { isDrop } from './errors.js'
import type { ConnectedEvent, ConnectionEvent, Delivery, DisconnectedEvent } from './events.js'

/** What a handler receives in addition to the event. */
export interface Context<Native = unknown> {
  /** The delivery of the event. */
  readonly delivery: Delivery
  /** All events of the delivery that go to handlers, this one among them. */
  readonly events: readonly ConnectionEvent[]
  /**
   * Aborts when the answer is given before the handler has ended: at the deadline, or when `close` runs out of time.
   * Each read makes a signal: keep it in a variable.
   */
  readonly signal: AbortSignal
  /** Resolves when the delivery is answered, early or not. Each read makes a promise. */
  readonly answered: Promise<void>
  /** The framework's own request or context. */
  readonly native: Native
}

/** Handles one event. A promise is awaited; if it throws or rejects, Event Grid delivers the event again. */
export type Handler<Event extends ConnectionEvent = ConnectionEvent, Native = unknown> = (
  event: Event,
  context: Context<Native>,
) => unknown

/** The functions that events arrive at. Events without a handler are acknowledged. */
export interface Handlers<Native = unknown> {
  /** Called when a client has connected to a hub. */
  readonly connected?: Handler<ConnectedEvent, Native> | undefined
  /** Called when a client has disconnected from a hub. */
  readonly disconnected?: Handler<DisconnectedEvent, Native> | undefined
}

const names = ['connected', 'disconnected'] as const

/** @throws {TypeError} for handlers that are none, and in a plain object for one of another name */
export function checkHandlers(handlers: Handlers<never>): void {
  if (typeof handlers !== 'object' || handlers === null || Array.isArray(handlers))
    throw new TypeError('signalrEvents: handlers must be an object')
  for (const name of names) {
    const handler: unknown = handlers[name]
    if (handler !== undefined && typeof handler !== 'function') {
      throw new TypeError(`signalrEvents: the handler of '${name}' must be a function`)
    }
  }
  // An instance of a class may have other members.
  if (Object.getPrototypeOf(handlers) !== Object.prototype) return
  const wrong = Object.keys(handlers).find((name) => !(names as readonly string[]).includes(name))
  if (wrong !== undefined)
    throw new TypeError(`signalrEvents: there is no event '${wrong}', only connected and disconnected`)
}

/** Runs the handler named by the event's type. */
export function toHandler<Native>(handlers: Handlers<Native>): Handler<ConnectionEvent, Native> {
  return (event, context) =>
    event.type === 'connected'
      ? handlers.connected?.(event, context)
      : handlers.disconnected?.(event, context)
}

/**
 * Handlers for the events of one hub. The name matches in any case, since service SDKs send `ChatHub` as
 * `chathub`; with an application name set they send `<application>_chathub`.
 *
 * @throws {TypeError} for an unknown handler
 * @example
 * ```ts
 * signalrEvents(forHub('chat', { connected: ({ userId }) => console.log(`${userId} joined`) }))
 * ```
 */
export function forHub<Native = unknown>(name: string, handlers: Handlers<Native>): Handlers<Native> {
  checkHandlers(handlers)
  const wanted = name.toLowerCase()
  const handle = toHandler(handlers)
  const only: Handler<ConnectionEvent, Native> = (event, context) =>
    event.hubName.toLowerCase() === wanted ? handle(event, context) : undefined
  return { connected: only, disconnected: only }
}

/**
 * Several handler maps as one: every event goes to each of them, one after another, and all run even if one
 * fails. What they throw is thrown afterwards, several errors as an `AggregateError`; Event Grid then delivers
 * again, to all of them.
 *
 * @throws {TypeError} for an unknown handler
 * @example
 * ```ts
 * signalrEvents(combine(audit, forHub('chat', chat), forHub('game', game)))
 * ```
 */
export function combine<Native = unknown>(...maps: readonly Handlers<Native>[]): Handlers<Native> {
  maps.forEach(checkHandlers)
  const handlers = maps.map(toHandler)
  const each: Handler<ConnectionEvent, Native> = async (event, context) => {
    const errors: unknown[] = []
    for (const handle of handlers) {
      try {
        await handle(event, context)
      } catch (error) {
        errors.push(error)
      }
    }
    // An event is dropped only if nobody wants it again.
    const failed = errors.filter((error) => !isDrop(error))
    if (failed.length > 1) throw new AggregateError(failed, `${failed.length} handlers failed`)
    if (errors.length > 0) throw failed[0] ?? errors[0]
  }
  return { connected: each, disconnected: each }
}
