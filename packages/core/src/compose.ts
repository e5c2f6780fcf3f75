import { around, type Middleware } from './middleware.js'
import type { DeliveryRun, EventRun } from './run.js'

/** A handler with the middleware around it. What it returns may be a promise. */
export type Chain<Native> = (run: EventRun<Native>) => unknown

/** Fails an event, also after it was handled. */
type Fail<Native> = (run: EventRun<Native>, error: unknown) => void

/** Puts middleware around a handler, the first outermost. */
export function compose<Native>(
  middleware: readonly Middleware<Native>[],
  handle: Chain<Native>,
  fail: Fail<Native>,
): Chain<Native> {
  return middleware.reduceRight<Chain<Native>>((inner, outer, place) => {
    if (outer.begin === undefined) return wrap(outer, inner, fail)
    return (run) => {
      run.delivery.abort.throwIfAborted()
      const hooks = run.delivery.hooks[place]
      return hooks === undefined ? inner(run) : around(hooks, run.event, () => inner(run))
    }
  }, handle)
}

/** Calls what middleware does once for a delivery, the outermost first. */
export async function begin<Native>(
  middleware: readonly Middleware<Native>[],
  { context, abort, hooks }: DeliveryRun<Native>,
): Promise<void> {
  for (const [place, { begin }] of middleware.entries()) {
    abort.throwIfAborted()
    try {
      hooks[place] = (await begin?.(context)) || undefined
    } catch (error) {
      // Middleware in front of it must see the failure.
      hooks[place] = { enter: () => Promise.reject(error) }
      return
    }
  }
}

function wrap<Native>(outer: Middleware<Native>, inner: Chain<Native>, fail: Fail<Native>): Chain<Native> {
  return async (run) => {
    // What has waited until now, say for its connection, does not start.
    run.delivery.abort.throwIfAborted()
    let inside: Promise<void> | undefined
    let misuse: Error | undefined
    let hasEnded = false

    async function next(): Promise<void> {
      if (inside !== undefined || hasEnded) {
        misuse = new Error(`middleware called next() ${hasEnded ? 'after it had ended' : 'twice'}`)
        if (hasEnded) fail(run, misuse)
        throw misuse
      }
      inside = (async () => void (await inner(run)))()
      await inside
    }

    try {
      await outer(run.event, run.delivery.context, () => quietly(next()))
    } catch (error) {
      run.hasEnded = true
      throw error
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
