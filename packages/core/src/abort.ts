import { WebhookError } from './errors.js'

/**
 * Answers a delivery before its handlers have ended: at the deadline, or when `close` runs out of time. It is no
 * `AbortSignal`, since one costs Node more than to parse an event, and most handlers never ask for it.
 */
export class Abort {
  /** Why the delivery was answered early; `undefined` as long as it was not. */
  reason: WebhookError | undefined
  /** Whether the delivery is answered. */
  settled = false
  #timer: unknown
  readonly #onSettled: (() => void)[] = []
  #listeners: ((reason: WebhookError) => void)[] = []

  /** Sets the deadline, in milliseconds from now. */
  startDeadline(ms: number): void {
    this.#timer = setTimeout(() => this.abort(new WebhookError('DEADLINE_PASSED')), ms)
  }

  /** The delivery is answered: from now on nothing aborts. */
  settle(): void {
    this.settled = true
    clearTimeout(this.#timer)
    for (const listener of this.#onSettled) listener()
    // A map that grows and shrinks may keep this object until a full collection, but then nothing of the delivery.
    this.#listeners = []
  }

  onSettled(listener: () => void): void {
    if (this.settled) listener()
    else this.#onSettled.push(listener)
  }

  abort(reason: WebhookError): void {
    if (this.settled || this.reason !== undefined) return
    this.reason = reason
    for (const listener of this.#listeners) callQuietly(listener, reason)
  }

  throwIfAborted(): void {
    if (this.reason !== undefined) throw this.reason
  }

  onAbort(listener: (reason: WebhookError) => void): void {
    if (this.reason === undefined) this.#listeners.push(listener)
    else callQuietly(listener, this.reason)
  }

  /** Settles like the work, or rejects with the reason as soon as the delivery aborts. */
  race<Value>(work: PromiseLike<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.onAbort(reject)
      work.then(resolve, reject)
    })
  }
}

/** A listener that throws must not keep the delivery from being answered. */
function callQuietly(listener: (reason: WebhookError) => void, reason: WebhookError): void {
  try {
    listener(reason)
  } catch {}
}
