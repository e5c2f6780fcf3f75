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
export type Middleware<Native = unknown> = (
  event: ConnectionEvent,
  context: Context<Native>,
  next: () => Promise<void>,
) => void | Promise<void>

/** An event on its way through the middleware to its handler. */
export interface Passage<Native> {
  readonly event: ConnectionEvent
  readonly context: Context<Native>
  /** Fails the event, also after it was handled. */
  fail(error: unknown): void
}

/** A handler with the middleware around it. A promise is awaited. */
export type Chain<Native, Passing extends Passage<Native>> = (passage: Passing) => unknown

/** Puts middleware around a handler, the first outermost. */
export function compose<Native, Passing extends Passage<Native>>(
  middleware: readonly Middleware<Native>[],
  handle: Chain<Native, Passing>,
): Chain<Native, Passing> {
  return middleware.reduceRight<Chain<Native, Passing>>(
    (inner, outer) => (passage) => runLayer(outer, inner, passage),
    handle,
  )
}

async function runLayer<Native, Passing extends Passage<Native>>(
  middleware: Middleware<Native>,
  inner: Chain<Native, Passing>,
  passage: Passing,
): Promise<void> {
  let inside: Promise<void> | undefined
  let misuse: Error | undefined
  let hasEnded = false

  function next(): Promise<void> {
    if (inside === undefined && !hasEnded) {
      inside = call(inner, passage)
      return quietly(inside)
    }
    misuse = new Error(`middleware called next() ${hasEnded ? 'after it had ended' : 'twice'}`)
    if (hasEnded) passage.fail(misuse)
    return quietly(Promise.reject(misuse))
  }

  try {
    await middleware(passage.event, passage.context, next)
  } finally {
    hasEnded = true
  }
  await inside
  if (misuse !== undefined) throw misuse
}

async function call<Native, Passing extends Passage<Native>>(
  chain: Chain<Native, Passing>,
  passage: Passing,
): Promise<void> {
  await chain(passage)
}

/** A promise whose rejection need not be looked at: the layer does so itself. */
function quietly(promise: Promise<void>): Promise<void> {
  promise.catch(() => {})
  return promise
}
