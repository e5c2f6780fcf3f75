import type { EventRun } from './context.js'
import type { ConnectionEvent } from './events.js'
import type { Context } from './handlers.js'
import { around, type Begin } from './per-delivery.js'

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

/** A handler with the middleware around it. A promise is awaited. */
export type Chain<Native> = (run: EventRun<Native>) => unknown

/**
 * Puts middleware around a handler, the first outermost.
 *
 * @param begins of the first middleware, whose hooks the delivery has
 * @param fail fails an event, also after it was handled
 */
export function compose<Native>(
  middleware: readonly Middleware<Native>[],
  begins: readonly Begin<Native>[],
  handle: Chain<Native>,
  fail: (run: EventRun<Native>, error: unknown) => void,
): Chain<Native> {
  return middleware.reduceRight<Chain<Native>>((inner, outer, place) => {
    if (place >= begins.length) return wrap(outer, inner, fail)
    return (run) => {
      run.delivery.abort.throwIfAborted()
      const hooks = run.delivery.hooks[place]
      return hooks === undefined ? inner(run) : around(hooks, run.event, () => inner(run))
    }
  }, handle)
}

function wrap<Native>(
  outer: Middleware<Native>,
  inner: Chain<Native>,
  fail: (run: EventRun<Native>, error: unknown) => void,
): Chain<Native> {
  return async (run) => {
    // What has waited until now, say for its connection, does not start.
    run.delivery.abort.throwIfAborted()
    let inside: Promise<unknown> | undefined
    let misuse: Error | undefined
    let hasEnded = false

    async function next(): Promise<void> {
      if (inside !== undefined || hasEnded) {
        misuse = new Error(`middleware called next() ${hasEnded ? 'after it had ended' : 'twice'}`)
        if (hasEnded) fail(run, misuse)
        throw misuse
      }
      inside = (async () => inner(run))()
      await inside
    }

    try {
      await outer(run.event, run.delivery.context, () => quietly(next()))
    } finally {
      hasEnded = true
    }
    await inside
    if (misuse !== undefined) throw misuse
  }
}

/** A promise whose rejection need not be looked at: what is inside is looked at when the middleware has ended. */
function quietly(promise: Promise<void>): Promise<void> {
  promise.catch(() => {})
  return promise
}
