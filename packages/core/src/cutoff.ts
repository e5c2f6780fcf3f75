import { type FailureCode, WebhookError } from './errors.js'

/**
 * Ends a delivery before its handlers have: at the deadline, or when `close` runs out of time. What `AbortController`
 * does, but signals are made only for those who ask, since one costs Node twice as much as to parse an event.
 */
export class Cutoff {
  /** Why the delivery is over, or `undefined` as long as it is not. */
  reason: WebhookError | undefined
  /** Whether the answer is given. */
  ended = false
  #timer: unknown
  readonly #listeners: ((reason: WebhookError) => void)[] = []

  cut(reason: WebhookError): void {
    if (this.reason !== undefined) return
    this.reason = reason
    for (const listener of this.#listeners) listener(reason)
  }

  cutAfter(ms: number, code: FailureCode): void {
    this.#timer = setTimeout(() => this.cut(new WebhookError(code)), ms)
  }

  /** The answer is given: there is nothing left to cut. */
  end(): void {
    this.ended = true
    clearTimeout(this.#timer)
  }

  onCut(listener: (reason: WebhookError) => void): void {
    this.#listeners.push(listener)
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
    if (this.reason === undefined) this.onCut((reason) => controller.abort(reason))
    else controller.abort(this.reason)
    return controller.signal
  }
}
