import { isPromiseLike } from '@signalr-events/internal'
import type { Abort } from './abort.js'
import { type Chain, compose } from './compose.js'
import type { DeliveryRun, EventRun } from './context.js'
import { isWebhookError, statusOf, WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import { Mutex, Semaphore } from './locks.js'
import type { Begin, Middleware } from './middleware.js'
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
  /** Of the middleware in front. */
  readonly #begins: readonly Begin<Native>[]
  readonly #connections = new Mutex()
  readonly #slots: Semaphore
  readonly #pacer = new Pacer()
  /** How many deliveries, and handlers in middleware, run; those that were abandoned too. */
  #running = 0
  #onIdle: (() => void)[] = []

  constructor(options: DispatcherOptions<Native>) {
    this.#options = options
    this.#slots = new Semaphore(options.concurrency)
    this.#begins = listBegins(options.middleware)
    // The slot is taken inside the middleware: an event that waits there, say for a store, must not hold one.
    const handle = (run: EventRun<Native>) => this.#handle(run)
    this.#chain = compose(options.middleware, this.#begins, handle, this.#fail)
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
    const delivery: DeliveryRun<Native> = { context, abort, hooks: [] }
    const queued = this.#queue(delivery)
    const begins = this.#begins.length > 0 && context.events.length > 0
    // All are queued before the first waits, so that no later delivery overtakes them.
    return begins ? this.#beginThenStart(delivery, [...queued]) : this.#start(delivery, queued)
  }

  *#queue(delivery: DeliveryRun<Native>): Iterable<EventRun<Native>> {
    for (const event of delivery.context.events) {
      const turn = this.#connections.acquire(event.connectionId)
      yield { event, delivery, turn, isReleased: false, hasSlot: false, hasEnded: false }
    }
  }

  async #beginThenStart(delivery: DeliveryRun<Native>, runs: EventRun<Native>[]): Promise<Failure> {
    // If the delivery aborts meanwhile, its events release their connections and do not start.
    await delivery.abort.race(this.#track(this.#begin(delivery, runs))).catch(() => {})
    return this.#start(delivery, runs)
  }

  async #begin({ context, abort, hooks }: DeliveryRun<Native>, runs: EventRun<Native>[]): Promise<void> {
    if (runs.every(({ turn }) => turn !== undefined)) await Promise.race(runs.map(({ turn }) => turn))
    for (const begin of this.#begins) {
      abort.throwIfAborted()
      try {
        hooks.push((await begin(context)) || undefined)
      } catch (error) {
        return void hooks.push({ enter: () => Promise.reject(error) })
      }
    }
  }

  #start(delivery: DeliveryRun<Native>, runs: Iterable<EventRun<Native>>): Failure | Promise<Failure> {
    const pending: Promise<void>[] = []
    this.#pacer.begin()
    for (const run of runs) {
      const isFree = run.turn === undefined && !this.#pacer.isSliceOver
      const running = isFree ? this.#run(run) : this.#runLater(run)
      if (running !== undefined) pending.push(running)
    }
    if (pending.length === 0) return delivery.failure
    return this.#track(Promise.all(pending)).then(() => delivery.failure)
  }

  #runLater(run: EventRun<Native>): Promise<void> {
    return this.#pacer.runAfter(run.turn, () => this.#run(run))
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

  /** Waits. Events whose middleware has returned the same promise, say for a store, wait for it together. */
  #settle(run: EventRun<Native>, outcome: PromiseLike<unknown>): Promise<void> | undefined {
    const { delivery } = run
    if (delivery.waiting?.outcome === outcome) return void delivery.waiting.runs.push(run)
    const runs = [run]
    delivery.waiting = { outcome, runs }
    return this.#settleAll(delivery, outcome, runs)
  }

  async #settleAll(
    delivery: DeliveryRun<Native>,
    outcome: PromiseLike<unknown>,
    runs: readonly EventRun<Native>[],
  ): Promise<void> {
    delivery.abort.onAbort(() => runs.forEach(this.#release))
    try {
      await outcome
    } catch (error) {
      for (const run of runs) this.#fail(run, error)
    }
    if (delivery.waiting?.runs === runs) delivery.waiting = undefined
    for (const run of runs) {
      run.hasEnded = true
      this.#release(run)
    }
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
      // What is skipped was not handled, and must not be acknowledged, nor remembered as handled.
      if (run.hasEnded) throw new Error('middleware has ended before the handler began')
      run.delivery.abort.throwIfAborted()
      outcome = this.#options.handler(run.event, run.delivery.context)
    } finally {
      if (!isPromiseLike(outcome)) this.#releaseSlot(run)
    }
    const isInside = this.#options.middleware.length > 0
    return isInside && isPromiseLike(outcome) ? this.#watch(run, outcome) : outcome
  }

  /** Releases the slot when the handler ends, which may be long before or after the middleware around it. */
  async #watch(run: EventRun<Native>, outcome: PromiseLike<unknown>): Promise<void> {
    try {
      await this.#track(outcome)
    } catch (error) {
      if (run.hasEnded) this.#fail(run, error)
      throw error
    } finally {
      this.#releaseSlot(run)
    }
  }

  readonly #fail = ({ event, delivery }: EventRun<Native>, cause: unknown): void => {
    const error = toFailure(cause)
    if (statusOf(error.code) !== null) delivery.failure ??= error
    // That the delivery aborted is reported once, with the answer.
    if (error !== delivery.abort.reason) this.#options.onFailure(error, event, delivery.context)
  }

  readonly #release = (run: EventRun<Native>): void => {
    this.#releaseSlot(run)
    if (!run.isReleased) this.#connections.release(run.event.connectionId)
    run.isReleased = true
  }

  #releaseSlot(run: EventRun<Native>): void {
    if (run.hasSlot) this.#slots.release()
    run.hasSlot = false
  }

  /** Counts what runs. */
  async #track(work: PromiseLike<unknown>): Promise<void> {
    this.#running++
    try {
      await work
    } finally {
      if (--this.#running === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
    }
  }
}

/** What the middleware in front does for deliveries, up to the first that is for single events. */
function listBegins<Native>(middleware: readonly Middleware<Native>[]): Begin<Native>[] {
  const end = middleware.findIndex(({ begin }) => begin === undefined)
  return middleware.slice(0, end === -1 ? undefined : end).flatMap(({ begin }) => begin ?? [])
}

/** A handler or middleware may say that its store is down, but must not choose an answer that loses the event. */
function toFailure(cause: unknown): WebhookError {
  const isKnown = isWebhookError(cause) && (statusOf(cause.code) ?? 500) >= 500
  return isKnown ? cause : new WebhookError('HANDLER_FAILED', { cause })
}
