import { isPromiseLike } from '@signalr-events/internal'
import type { Abort } from './abort.js'
import { begin, type Chain, compose } from './compose.js'
import { isWebhookError, statusOf, WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import { Mutex, Semaphore } from './locks.js'
import type { Middleware } from './middleware.js'
import { Pacer } from './pacer.js'
import { type DeliveryRun, EventRun } from './run.js'

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
  readonly #begins: boolean
  readonly #isWrapped: boolean
  readonly #connections = new Mutex()
  readonly #slots: Semaphore
  readonly #pacer = new Pacer()
  #waiting = 0
  /** How many deliveries, and handlers in middleware, run; those that were abandoned too. */
  #running = 0
  #onIdle: (() => void)[] = []

  constructor(options: DispatcherOptions<Native>) {
    this.#options = options
    this.#slots = new Semaphore(options.concurrency)
    this.#begins = options.middleware.some(({ begin }) => begin !== undefined)
    this.#isWrapped = options.middleware.length > 0
    // The slot is taken inside the middleware: an event that waits there, say for a store, must not hold one.
    this.#chain = compose(options.middleware, (run) => this.#handle(run), this.#fail)
  }

  /** Resolves when nothing runs any more, abandoned handlers included. */
  async whenIdle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
  }

  /** Events that wait to begin, or for a slot, and handlers that hold one. */
  get load(): { readonly waiting: number; readonly running: number } {
    return { waiting: this.#waiting, running: this.#slots.taken }
  }

  /** Handles the events of a delivery. Returns no promise if every event has ended by then. */
  dispatch(context: Context<Native>, abort: Abort): Failure | Promise<Failure> {
    const delivery: DeliveryRun<Native> = { context, abort, hooks: [], runs: [], left: context.events.length }
    // All are queued before the first starts or waits, so that no later delivery overtakes them.
    for (const event of context.events) delivery.runs.push(this.#queue(event, delivery))
    if (this.#begins && delivery.left > 0) void this.#begin(delivery)
    else this.#start(delivery)
    if (delivery.left === 0) return delivery.failure
    abort.onAbort(() => delivery.runs.forEach(this.#release))
    this.#running++
    return new Promise((resolve) => {
      delivery.onEnd = resolve
    })
  }

  #queue(event: ConnectionEvent, delivery: DeliveryRun<Native>): EventRun<Native> {
    this.#waiting++
    const turn = this.#connections.acquire(event.connectionId)
    return new EventRun(event, delivery, turn)
  }

  /** Starts the events of a delivery, from one of them on; those of locked connections when it is their turn. */
  #start(delivery: DeliveryRun<Native>, first = 0): void {
    for (let i = first; i < delivery.runs.length; i++) {
      const run = delivery.runs[i] as EventRun<Native>
      const wait = run.turn === undefined ? this.#reserve(run) : undefined
      if (wait !== undefined) return void this.#startLater(delivery, i, wait)
      if (run.turn === undefined) this.#run(run)
      else void this.#pacer.after(run.turn, () => this.#run(run))
    }
  }

  async #startLater(delivery: DeliveryRun<Native>, first: number, wait: Promise<void>): Promise<void> {
    await wait
    this.#start(delivery, first)
  }

  async #begin(delivery: DeliveryRun<Native>): Promise<void> {
    const turns = delivery.runs.map(({ turn }) => turn)
    // What waits for an earlier delivery claims nothing yet.
    if (!turns.includes(undefined)) await Promise.race(turns)
    const begun = this.#track(begin(this.#options.middleware, delivery))
    // If the delivery aborts meanwhile, its events do not start.
    await delivery.abort.race(begun).catch(() => {})
    this.#start(delivery)
  }

  /**
   * What an event waits for before it starts. Without middleware, that is a slot, too: so a delivery waits for one slot
   * at a time, which costs a third less than if each of its events waited in a queue.
   */
  #reserve(run: EventRun<Native>): Promise<void> | undefined {
    return this.#pacer.pause() ?? (this.#isWrapped ? undefined : this.#takeSlot(run))
  }

  #takeSlot(run: EventRun<Native>): Promise<void> | undefined {
    if (run.hasSlot) return undefined
    const slot = this.#slots.acquire()
    run.hasSlot = slot === undefined
    return slot?.then(() => {
      run.hasSlot = true
    })
  }

  #run(run: EventRun<Native>): void {
    this.#waiting--
    run.isRunning = true
    try {
      const outcome = this.#chain(run)
      if (isPromiseLike(outcome)) return void this.#finish(run, outcome)
    } catch (error) {
      this.#fail(run, error)
    }
    this.#end(run)
  }

  async #finish(run: EventRun<Native>, outcome: PromiseLike<unknown>): Promise<void> {
    try {
      await outcome
    } catch (error) {
      this.#fail(run, error)
    }
    this.#end(run)
  }

  #end(run: EventRun<Native>): void {
    run.hasEnded = true
    this.#release(run)
    const { delivery } = run
    if (--delivery.left > 0 || delivery.onEnd === undefined) return
    this.#leave()
    delivery.onEnd(delivery.failure)
  }

  /** The innermost of the middleware: calls the handler, in a slot. */
  #handle(run: EventRun<Native>): unknown {
    const slot = this.#takeSlot(run)
    if (slot === undefined) return this.#call(run)
    this.#waiting++
    return this.#pacer.after(slot, () => {
      this.#waiting--
      return this.#call(run)
    })
  }

  #call(run: EventRun<Native>): unknown {
    let outcome: unknown
    try {
      // What is skipped was not handled, and must not be acknowledged, nor remembered as handled.
      if (run.hasEnded) throw new Error('middleware has ended before the handler began')
      run.delivery.abort.throwIfAborted()
      outcome = this.#options.handler(run.event, run.delivery.context)
    } finally {
      if (!isPromiseLike(outcome)) this.#releaseSlot(run)
    }
    return this.#isWrapped && isPromiseLike(outcome) ? this.#watch(run, outcome) : outcome
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
    if (run.isRunning) this.#connections.release(run.event.connectionId)
    run.isRunning = false
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
      this.#leave()
    }
  }

  #leave(): void {
    if (--this.#running === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
  }
}

/** A handler or middleware may say that its store is down, but must not choose an answer that loses the event. */
function toFailure(cause: unknown): WebhookError {
  const isKnown = isWebhookError(cause) && (statusOf(cause.code) ?? 500) >= 500
  return isKnown ? cause : new WebhookError('HANDLER_FAILED', { cause })
}
