import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import { isThenable, react } from './thenable.js'

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
      const insides: Inside<unknown>[] = []
      const outcome = outer(event, context, () => {
        const running = run(inner, event, context)
        return isSettled(running) ? running : new Inside(running, insides)
      })
      return isThenable(outcome) ? react(outcome, () => left(insides)) : left(insides)
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
    return isThenable(outcome) ? react(outcome, () => {}) : settled
  } catch (error) {
    return Promise.reject(error)
  }
}

/** What middleware has left when it ended: what still runs, or has failed unseen, must not be acknowledged. */
function left(insides: readonly Inside<unknown>[]): Promise<unknown> | undefined {
  const open = insides.filter(({ isOpen }) => isOpen)
  return open.length === 0 ? undefined : Promise.all(open.map(({ running }) => running))
}

/**
 * What `next()` returns: a promise in all but its class, since of a native one nobody learns whether it is awaited.
 * `then` without a second function, and `finally`, hand a failure on, to another.
 */
class Inside<Value> implements Promise<Value> {
  readonly [Symbol.toStringTag] = 'Promise'
  readonly running: Promise<Value>
  readonly #insides: Inside<unknown>[]
  #hasEnded = false
  #isAwaited = false

  /** @param insides all that one call of middleware has begun, this one from now on */
  constructor(running: Promise<Value>, insides: Inside<unknown>[]) {
    const end = () => {
      this.#hasEnded = true
    }
    this.running = running
    this.#insides = insides
    insides.push(this)
    running.then(end, end)
  }

  get isOpen(): boolean {
    return !(this.#hasEnded && this.#isAwaited)
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise.
  then: Promise<Value>['then'] = (onFulfilled, onRejected) => {
    this.#isAwaited = true
    const outcome = this.running.then(onFulfilled, onRejected)
    return onRejected ? outcome : new Inside(outcome, this.#insides)
  }

  catch: Promise<Value>['catch'] = (onRejected) => this.then(undefined, onRejected)

  finally: Promise<Value>['finally'] = (onFinally) => {
    this.#isAwaited = true
    return new Inside(this.running.finally(onFinally), this.#insides)
  }
}
