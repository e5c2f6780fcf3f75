import { captureContext } from './async-context.js'
import type { WebhookError } from './errors.js'

/**
 * Ends a delivery before its handlers have: at the deadline, or when `close` runs out of time. What `AbortController`
 * does, but signals are made only for those who ask, since one costs Node more than to parse an event.
 */
export class Cutoff {
  /** Why the delivery was answered early, or `undefined` as long as it was not. */
  reason: WebhookError | undefined
  /** Whether it is answered. */
  ended = false
  /** When it is cut at the latest, by `performance.now()`: a clock that nobody sets. Kept by its deadline. */
  due = 0
  readonly #listeners: ((reason: WebhookError) => void)[] = []

  /** Cuts, unless it is answered or cut already. */
  cut(reason: WebhookError): void {
    if (this.ended || this.reason !== undefined) return
    this.reason = reason
    for (const listener of this.#listeners) callQuietly(listener, reason)
  }

  onCut(listener: (reason: WebhookError) => void): void {
    if (this.reason === undefined) this.#listeners.push(listener)
    else callQuietly(listener, this.reason)
  }

  /** Waits for a promise, but no longer than until the cut. @throws its reason */
  wait<Value>(promise: PromiseLike<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.onCut(reject)
      promise.then(resolve, reject)
    })
  }

  /**
   * A signal that aborts at the cut, one for each that asks: a thousand handlers that listen to the same signal look
   * like a leak to Node. (`AbortSignal.any` keeps each that has a listener until it aborts, for ever.)
   */
  createSignal(): AbortSignal {
    const controller = new AbortController()
    const inContext = captureContext()
    this.onCut((reason) => inContext(() => controller.abort(reason)))
    return controller.signal
  }
}

/** An adapter's listener that throws must not keep the delivery from being answered. */
function callQuietly(listener: (reason: WebhookError) => void, reason: WebhookError): void {
  try {
    listener(reason)
  } catch {}
}
