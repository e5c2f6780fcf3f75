import { isPromiseLike } from '@signalr-events/internal'
import type { ConnectionEvent } from './events.js'
import type { Context } from './handlers.js'

/**
 * Runs around the handling of every event: `next()` runs what is inside and rejects if that fails.
 *
 * - Returning without `next()` acknowledges the event unhandled.
 * - After `next()`, a failure inside is thrown again when the middleware ends, even if the middleware has caught it.
 *   An error that the middleware throws replaces it: `throw drop(reason)` acknowledges the event.
 * - What the middleware does not await is waited for. A middleware that throws ends that wait.
 * - `next()` may be called once. Another call, or one after the middleware has ended, runs nothing, rejects, and
 *   fails the event. Retries belong inside the handler.
 *
 * @example
 * ```ts
 * import { createWebhook, type Middleware } from '@signalr-events/core'
 *
 * const timed: Middleware = async (event, _context, next) => {
 *   const startedAt = performance.now()
 *   await next()
 *   console.log(`${event.type} took ${performance.now() - startedAt} ms`)
 * }
 * createWebhook({ connected() {} }, { use: [timed] })
 * ```
 */
export interface Middleware<Native = unknown> {
  (event: ConnectionEvent, context: Context<Native>, next: () => Promise<void>): void | Promise<void>
  /** What it does once for each delivery, if {@link perDelivery} has made it. */
  readonly begin?: Begin<Native> | undefined
}

/** What middleware does for each event of a delivery. Promises are awaited; events may share one. */
export interface EventHooks {
  /** Called before what is inside. Only `false` keeps the event from it, and acknowledges the event. */
  enter?(event: ConnectionEvent): boolean | Promise<boolean>
  /** Called when what is inside has ended without an error. */
  handled?(event: ConnectionEvent): void | Promise<void>
  /** Called when what is inside has failed. The error is thrown again afterwards, or what this throws. */
  failed?(event: ConnectionEvent, error: unknown): void | Promise<void>
}

/**
 * Begins a delivery: called once, before its first event gets to any middleware. The outermost begins first, and each
 * is awaited. What other middleware calls begins with the first event that it is called with.
 */
export type Begin<Native = unknown> = (
  context: Context<Native>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing will do
) => EventHooks | void | Promise<EventHooks | void>

/**
 * Middleware that does something once for each delivery, such as one query for all of its events. The events wait until
 * it has begun. If it throws, all of them fail. The hooks that it returns are called for each event.
 *
 * @throws {TypeError} for a `begin` that is no function, such as the hooks themselves
 * @example
 * ```ts
 * import { createWebhook, perDelivery } from '@signalr-events/core'
 *
 * const logged = perDelivery(({ events }) => {
 *   console.log(`a delivery of ${events.length} events`)
 *   return { failed: ({ connectionId }) => console.log(`${connectionId} failed`) }
 * })
 * createWebhook({ connected() {} }, { use: [logged] })
 * ```
 */
export function perDelivery<Native = unknown>(begin: Begin<Native>): Middleware<Native> {
  if (typeof begin !== 'function') throw new TypeError('perDelivery: `begin` must be a function')
  const begun = new WeakMap<readonly ConnectionEvent[], ReturnType<Begin>>()
  const middleware: Middleware<Native> = async (event, context, next) => {
    const hooks = begun.get(context.events) ?? (async () => begin(context))()
    begun.set(context.events, hooks)
    await around((await hooks) ?? {}, event, next)
  }
  return Object.assign(middleware, { begin })
}

/** Calls hooks around an event. Returns no promise if nothing is to be awaited. */
export function around(hooks: EventHooks, event: ConnectionEvent, inside: () => unknown): unknown {
  const entered = hooks.enter?.(event)
  if (isPromiseLike(entered)) return Promise.resolve(entered).then((enters) => enters !== false && enter())
  return entered === false ? undefined : enter()

  function enter(): unknown {
    let outcome: unknown
    try {
      outcome = inside()
    } catch (error) {
      outcome = Promise.reject(error)
    }
    return isPromiseLike(outcome) ? settle(hooks, event, outcome) : hooks.handled?.(event)
  }
}

async function settle(
  hooks: EventHooks,
  event: ConnectionEvent,
  outcome: PromiseLike<unknown>,
): Promise<void> {
  try {
    await outcome
  } catch (error) {
    await hooks.failed?.(event, error)
    throw error
  }
  await hooks.handled?.(event)
}
