import type { Context, FailureCode } from '@signalr-events/core'
import { toCode } from './outcome.js'

/** Ends the observation of an event. */
type Finish = (code: FailureCode | undefined) => void

/**
 * The events of each delivery that are being handled. When a delivery aborts, their observation ends, so that a handler
 * that hangs is recorded at the deadline.
 */
export class OpenEvents {
  readonly #deliveries = new WeakMap<Context, Set<Finish>>()

  /** Adds an event. Returns the function that ends it, which works once. */
  add(context: Context, finish: Finish): Finish {
    const open = this.#of(context)
    const once: Finish = (code) => {
      if (open.delete(once)) finish(code)
    }
    open.add(once)
    return once
  }

  #of(context: Context): Set<Finish> {
    const known = this.#deliveries.get(context)
    if (known !== undefined) return known
    const open = new Set<Finish>()
    this.#deliveries.set(context, open)
    // Each read makes a signal.
    const { signal } = context
    signal.addEventListener('abort', () => {
      for (const finish of open) finish(toCode(signal.reason))
    })
    return open
  }
}
