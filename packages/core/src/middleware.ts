import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import { isThenable } from './thenable.js'

/**
 * Wraps the handling of every event: `next()` runs what is inside and rejects if that fails. To return without
 * calling `next` acknowledges the event unhandled. As a rule an asynchronous function; one that returns no promise
 * has ended, and may ask {@link isSettled} whether it need wait for `next()`.
 */
export type Middleware<Native = unknown> = (
  event: ConnectionEvent,
  context: Context<Native>,
  next: () => Promise<void>,
) => void | Promise<void>

/** Puts middleware around a handler, the first outermost. */
export function wrap<Native>(
  handler: Handler<ConnectionEvent, Native>,
  middleware: readonly Middleware<Native>[],
): Handler<ConnectionEvent, Native> {
  return middleware.reduceRight<Handler<ConnectionEvent, Native>>(
    (inner, outer) => (event, context) => {
      let inside: Inside | undefined
      const outcome = outer(event, context, () => {
        const running = run(inner, event, context)
        if (isSettled(running)) return running
        inside = new Inside(running)
        return inside
      })
      return isThenable(outcome) ? outcome.then(() => inside?.left()) : inside?.left()
    },
    handler,
  )
}

/** For all that ends at once: a promise for each event would cost more than to parse it. */
const settled = /* @__PURE__ */ Promise.resolve()

/**
 * Whether what `next()` has returned is known to have ended well, so that middleware need not await it: all inside
 * has returned no promise.
 *
 * @example
 * ```ts
 * import { createWebhook, isSettled, type Middleware } from '@signalr-events/core'
 *
 * let handled = 0
 * const count = () => void handled++
 * const counted: Middleware = (_event, _context, next) => {
 *   const inside = next()
 *   return isSettled(inside) ? count() : inside.then(count)
 * }
 * createWebhook({ connected() {} }, { use: [counted] })
 * ```
 */
export function isSettled(inside: Promise<void>): boolean {
  return inside === settled
}

function run<Native>(
  handler: Handler<ConnectionEvent, Native>,
  event: ConnectionEvent,
  context: Context<Native>,
): Promise<void> {
  try {
    const outcome = handler(event, context)
    return isThenable(outcome) ? Promise.resolve(outcome).then(() => {}) : settled
  } catch (error) {
    return Promise.reject(error)
  }
}

/** What `next()` returns: a promise in all but its class, since of a native one nobody learns whether it is awaited. */
class Inside implements Promise<void> {
  readonly [Symbol.toStringTag] = 'Promise'
  readonly #running: Promise<void>
  #hasEnded = false
  #isAwaited = false

  constructor(running: Promise<void>) {
    const end = () => {
      this.#hasEnded = true
    }
    this.#running = running
    running.then(end, end)
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise.
  then: Promise<void>['then'] = (onFulfilled, onRejected) => {
    this.#isAwaited = true
    return this.#running.then(onFulfilled, onRejected)
  }

  catch: Promise<void>['catch'] = (onRejected) => this.then(undefined, onRejected)

  finally: Promise<void>['finally'] = (onFinally) => {
    this.#isAwaited = true
    return this.#running.finally(onFinally)
  }

  /** What middleware has left when it ended: what still runs, or has failed unseen, must not be acknowledged. */
  left(): Promise<void> | undefined {
    return this.#hasEnded && this.#isAwaited ? undefined : this.#running
  }
}
