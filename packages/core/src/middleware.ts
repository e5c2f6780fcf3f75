import type { ConnectionEvent } from './events.js'
import type { Context } from './handlers.js'
import type { EventRun } from './run.js'

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
export type Middleware<Native = unknown> = (
  event: ConnectionEvent,
  context: Context<Native>,
  next: () => Promise<void>,
) => void | Promise<void>

/** A handler with the middleware around it. A promise is awaited. */
export type Chain<Run> = (run: Run) => unknown

/** Fails an event, also after it was handled. */
type Fail<Run> = (run: Run, error: unknown) => void

/** Puts middleware around a handler, the first outermost. */
export function compose<Native>(
  middleware: readonly Middleware<Native>[],
  handle: Chain<EventRun<Native>>,
  fail: Fail<EventRun<Native>>,
): Chain<EventRun<Native>> {
  return middleware.reduceRight((inner, outer) => (run) => runLayer(outer, inner, run, fail), handle)
}

async function runLayer<Native>(
  middleware: Middleware<Native>,
  inner: Chain<EventRun<Native>>,
  run: EventRun<Native>,
  fail: Fail<EventRun<Native>>,
): Promise<void> {
  let inside: Promise<void> | undefined
  let misuse: Error | undefined
  let hasEnded = false

  function next(): Promise<void> {
    if (inside === undefined && !hasEnded) {
      inside = call(inner, run)
      return quietly(inside)
    }
    misuse = new Error(`middleware called next() ${hasEnded ? 'after it had ended' : 'twice'}`)
    if (hasEnded) fail(run, misuse)
    return quietly(Promise.reject(misuse))
  }

  try {
    await middleware(run.event, run.delivery.context, next)
  } finally {
    hasEnded = true
  }
  await inside
  if (misuse !== undefined) throw misuse
}

async function call<Run>(chain: Chain<Run>, run: Run): Promise<void> {
  await chain(run)
}

/** A promise whose rejection need not be looked at: the layer does so itself. */
function quietly(promise: Promise<void>): Promise<void> {
  promise.catch(() => {})
  return promise
}
