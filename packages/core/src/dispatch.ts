import { isPromiseLike } from '@signalr-events/internal'
import type { Abort } from './abort.js'
import type { DeliveryRun, EventRun } from './context.js'
import { isWebhookError, statusOf, WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import { Mutex, Semaphore } from './locks.js'
import { type Chain, compose, type Middleware } from './middleware.js'
import { Pacer } from './pacer.js'

/** The first failure of a delivery, if any. */
type Failure = WebhookError | undefined

/** What a dispatcher needs. */
export interface DispatcherOptions<Native> {
  readonly handler: Handler<ConnectionEvent, Native>
  readonly middleware: readonly Middleware<Native>[]
  /** How many handlers run at a time. */
  readonly concurrency: number
  /** Gets every failure, also one of a handler that ends after the answer. */
  readonly onFailure: (error: WebhookError, event: ConnectionEvent, context: Context<Native>) => void
}

/**
 * Runs middleware and handlers for the events of deliveries: those of one connection one after another, also across
 * deliveries; those of different connections concurrently. When a delivery aborts, running handlers are
 * abandoned: they release their connection and their slot. Queued events do not start.
 */
export class Dispatcher<Native> {
  readonly #options: DispatcherOptions<Native>
  readonly #chain: Chain<Native>
  readonly #connections = new Mutex()
  readonly #slots: Semaphore
  readonly #pacer = new Pacer()
  /** How many deliveries, and handlers in middleware, run; those that were abandoned too. */
  #running = 0
  #onIdle: (() => void)[] = []

  constructor(options: DispatcherOptions<Native>) {
    this.#options = options
    this.#slots = new Semaphore(options.concurrency)
    // The slot is taken inside the middleware: an event that waits there, say for a store, must not hold one.
    this.#chain = compose(options.middleware, (run) => this.#handle(run), this.#fail)
  }

  /** Resolves when nothing runs any more, abandoned handlers included. */
  async whenIdle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
  }

  /** Events that wait for their connection or for a slot, and handlers that hold a slot. */
  get load(): { readonly waiting: number; readonly running: number } {
    return { waiting: this.#connections.waiting + this.#slots.waiting, running: this.#slots.taken }
  }

  /** Handles the events of a delivery. Returns no promise if every event has settled by then. */
  dispatch(context: Context<Native>, abort: Abort): Failure | Promise<Failure> {
    const delivery: DeliveryRun<Native> = { context, abort, failure: undefined }
    const pending: Promise<void>[] = []
    this.#pacer.begin()
    // All are queued before the first waits, so that no later delivery overtakes them.
    for (const event of context.events) {
      const running = this.#start({ event, delivery, hasConnection: true, hasSlot: false, hasEnded: false })
      if (running !== undefined) pending.push(running)
    }
    return pending.length === 0 ? delivery.failure : this.#finish(delivery, pending)
  }

  async #finish(delivery: DeliveryRun<Native>, pending: Promise<void>[]): Promise<Failure> {
    this.#running++
    await Promise.all(pending)
    this.#end()
    return delivery.failure
  }

  /** Runs an event at once if its connection is free and there is time, or else later. */
  #start(run: EventRun<Native>): Promise<void> | undefined {
    const turn = this.#connections.acquire(run.event.connectionId)
    if (turn === undefined && !this.#pacer.isSliceOver) return this.#run(run)
    return this.#pacer.runAfter(turn, () => this.#run(run))
  }

  #run(run: EventRun<Native>): Promise<void> | undefined {
    try {
      const outcome = this.#chain(run)
      if (isPromiseLike(outcome)) return this.#settle(run, outcome)
    } catch (error) {
      this.#fail(run, error)
    }
    this.#release(run)
    return undefined
  }

  async #settle(run: EventRun<Native>, outcome: PromiseLike<unknown>): Promise<void> {
    run.delivery.abort.onAbort(() => this.#release(run))
    try {
      await outcome
    } catch (error) {
      this.#fail(run, error)
    }
    run.hasEnded = true
    this.#release(run)
  }

  /** The innermost of the middleware: calls the handler, in a slot. */
  #handle(run: EventRun<Native>): unknown {
    const slot = this.#slots.acquire()
    return slot === undefined ? this.#call(run) : this.#pacer.runAfter(slot, () => this.#call(run))
  }

  #call(run: EventRun<Native>): unknown {
    run.hasSlot = true
    let outcome: unknown
    try {
      // Middleware that threw meanwhile has decided about the event.
      if (run.hasEnded) return undefined
      // What is skipped was not handled, and must not be acknowledged.
      if (run.delivery.abort.reason !== undefined) throw run.delivery.abort.reason
      outcome = this.#options.handler(run.event, run.delivery.context)
    } finally {
      if (!isPromiseLike(outcome)) this.#releaseSlot(run)
    }
    const isInside = this.#options.middleware.length > 0
    return isInside && isPromiseLike(outcome) ? this.#watch(run, outcome) : outcome
  }

  /** Releases the slot when the handler ends, which may be long before or after the middleware around it. */
  async #watch(run: EventRun<Native>, outcome: PromiseLike<unknown>): Promise<void> {
    this.#running++
    try {
      await outcome
    } catch (error) {
      if (run.hasEnded) this.#fail(run, error)
      throw error
    } finally {
      this.#releaseSlot(run)
      this.#end()
    }
  }

  readonly #fail = ({ event, delivery }: EventRun<Native>, cause: unknown): void => {
    const error = toFailure(cause)
    if (statusOf(error.code) !== null) delivery.failure ??= error
    // That the delivery aborted is reported once, with the answer.
    if (error !== delivery.abort.reason) this.#options.onFailure(error, event, delivery.context)
  }

  #release(run: EventRun<Native>): void {
    this.#releaseSlot(run)
    if (run.hasConnection) this.#connections.release(run.event.connectionId)
    run.hasConnection = false
  }

  #releaseSlot(run: EventRun<Native>): void {
    if (run.hasSlot) this.#slots.release()
    run.hasSlot = false
  }

  #end(): void {
    if (--this.#running === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
  }
}

/** A handler or middleware may say that its store is down, but must not choose an answer that loses the event. */
function toFailure(cause: unknown): WebhookError {
  const isKnown = isWebhookError(cause) && (statusOf(cause.code) ?? 500) >= 500
  return isKnown ? cause : new WebhookError('HANDLER_FAILED', { cause })
}
