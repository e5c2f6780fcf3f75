import type { EventRun } from './context.js'
import { around, type Begin, type Middleware } from './middleware.js'

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
