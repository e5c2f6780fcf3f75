import { isPromiseLike } from '@signalr-events/internal'
import type { Abort } from './abort.js'
import { isWebhookError, statusOf, WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import { Idle } from './idle.js'
import { type Chain, compose, type Middleware, type Passage } from './middleware.js'
import { Mutex } from './mutex.js'
import { Pacer } from './pacer.js'
import { Semaphore } from './semaphore.js'

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
 * deliveries; those of different connections concurrently. When a delivery aborts, what runs is abandoned: it gives
 * up its connection and its slot. What waits does not start.
 */
export class Dispatcher<Native> {
  readonly #options: DispatcherOptions<Native>
  readonly #chain: Chain<Native, EventRun<Native>>
  readonly #hasMiddleware: boolean
  readonly #connections = new Mutex()
  readonly #slots: Semaphore
  readonly #pacer = new Pacer()
  readonly #idle = new Idle()

  constructor(options: DispatcherOptions<Native>) {
    this.#options = options
    this.#slots = new Semaphore(options.concurrency)
    // The slot is taken inside the middleware: an event that waits there, say for a store, must not hold one.
    this.#chain = compose(options.middleware, (run) => this.#handle(run))
    this.#hasMiddleware = options.middleware.length > 0
  }

  /** Resolves when nothing runs any more, abandoned handlers included. */
  whenIdle(): Promise<void> {
    return this.#idle.whenIdle()
  }

  /** Events that wait for their connection or for a slot, and handlers that hold a slot. */
  get load(): { readonly waiting: number; readonly running: number } {
    return { waiting: this.#connections.waiting + this.#slots.waiting, running: this.#slots.taken }
  }

  /** Handles the events of a delivery. Returns no promise if every event has settled by then. */
  dispatch(context: Context<Native>, abort: Abort): Failure | Promise<Failure> {
    const delivery = new DeliveryRun(context, abort, this.#options.onFailure)
    const pending: Promise<void>[] = []
    this.#pacer.begin()
    let started = 0
    for (const event of context.events) {
      if (this.#pacer.isSliceOver) break
      const running = this.#start(new EventRun(event, delivery))
      if (running !== undefined) pending.push(running)
      started++
    }
    const isDone = started === context.events.length
    if (isDone && pending.length === 0) return delivery.failure
    abort.onAbort(() => this.#abandon(delivery))
    return this.#finish(delivery, pending, context.events.slice(started))
  }

  async #finish(
    delivery: DeliveryRun<Native>,
    pending: Promise<void>[],
    rest: readonly ConnectionEvent[],
  ): Promise<Failure> {
    // All are queued before the first waits, so that no later delivery overtakes them.
    const queued = rest.map((event) => this.#enqueue(new EventRun(event, delivery)))
    await Promise.all([...pending, ...queued])
    return delivery.failure
  }

  /** Runs an event if its connection is free, or else when it is. */
  #start(run: EventRun<Native>): Promise<void> | undefined {
    const turn = this.#connections.acquire(run.event.connectionId)
    return turn === undefined ? this.#run(run) : this.#runLater(run, turn)
  }

  #enqueue(run: EventRun<Native>): Promise<void> {
    return this.#runLater(run, this.#connections.acquire(run.event.connectionId))
  }

  async #runLater(run: EventRun<Native>, turn: Promise<void> | undefined): Promise<void> {
    await turn
    while (this.#pacer.isSliceOver) await this.#pacer.nextTurn()
    await this.#run(run)
  }

  /** Runs an event, whose connection is locked for it. */
  #run(run: EventRun<Native>): Promise<void> | undefined {
    const { reason } = run.delivery.abort
    try {
      if (reason !== undefined) throw reason
      const outcome = this.#chain(run)
      if (isPromiseLike(outcome)) return this.#settle(run, outcome)
    } catch (error) {
      run.fail(error)
    }
    this.#release(run)
    return undefined
  }

  async #settle(run: EventRun<Native>, outcome: PromiseLike<unknown>): Promise<void> {
    run.delivery.running.add(run)
    this.#idle.begin()
    try {
      await outcome
    } catch (error) {
      run.fail(error)
    } finally {
      run.hasEnded = true
      this.#release(run)
      this.#idle.end()
    }
  }

  /** The innermost of the middleware: calls the handler, in a slot. */
  #handle(run: EventRun<Native>): unknown {
    const slot = this.#slots.acquire()
    return slot === undefined ? this.#call(run) : this.#callLater(run, slot)
  }

  async #callLater(run: EventRun<Native>, slot: Promise<void>): Promise<void> {
    await slot
    while (this.#pacer.isSliceOver) await this.#pacer.nextTurn()
    await this.#call(run)
  }

  #call(run: EventRun<Native>): unknown {
    run.hasSlot = true
    const { reason } = run.delivery.abort
    let outcome: unknown
    try {
      // Middleware that threw meanwhile has decided about the event.
      if (run.hasEnded) return undefined
      // What is skipped was not handled, and must not be acknowledged.
      if (reason !== undefined) throw reason
      outcome = this.#options.handler(run.event, run.context)
    } finally {
      if (!isPromiseLike(outcome)) this.#releaseSlot(run)
    }
    return this.#hasMiddleware && isPromiseLike(outcome) ? this.#watch(run, outcome) : outcome
  }

  /** Releases the slot when the handler ends, which may be long before or after the middleware around it. */
  async #watch(run: EventRun<Native>, outcome: PromiseLike<unknown>): Promise<void> {
    this.#idle.begin()
    try {
      await outcome
    } catch (error) {
      if (run.hasEnded) run.fail(error)
      throw error
    } finally {
      this.#releaseSlot(run)
      this.#idle.end()
    }
  }

  #abandon({ running }: DeliveryRun<Native>): void {
    for (const run of running) this.#release(run)
  }

  #release(run: EventRun<Native>): void {
    this.#releaseSlot(run)
    if (!run.hasConnection) return
    run.hasConnection = false
    run.delivery.running.delete(run)
    this.#connections.release(run.event.connectionId)
  }

  #releaseSlot(run: EventRun<Native>): void {
    if (!run.hasSlot) return
    run.hasSlot = false
    this.#slots.release()
  }
}

/** A delivery while its events are handled. */
class DeliveryRun<Native> {
  /** Events whose middleware or handler runs. */
  readonly running = new Set<EventRun<Native>>()
  failure: Failure
  readonly context: Context<Native>
  readonly abort: Abort
  readonly onFailure: DispatcherOptions<Native>['onFailure']

  constructor(context: Context<Native>, abort: Abort, onFailure: DispatcherOptions<Native>['onFailure']) {
    this.context = context
    this.abort = abort
    this.onFailure = onFailure
  }
}

/** An event while it is handled. */
class EventRun<Native> implements Passage<Native> {
  /** Whether it holds the lock of its connection. */
  hasConnection = true
  /** Whether it holds a slot. */
  hasSlot = false
  /** Whether all middleware around the handler has ended. */
  hasEnded = false

  readonly event: ConnectionEvent
  readonly delivery: DeliveryRun<Native>

  constructor(event: ConnectionEvent, delivery: DeliveryRun<Native>) {
    this.event = event
    this.delivery = delivery
  }

  get context(): Context<Native> {
    return this.delivery.context
  }

  fail(cause: unknown): void {
    const { abort, context, onFailure } = this.delivery
    const error = toFailure(cause)
    if (statusOf(error.code) !== null) this.delivery.failure ??= error
    // That the delivery aborted is reported once, with the answer.
    if (error !== abort.reason) onFailure(error, this.event, context)
  }
}

/** A handler or middleware may say that its store is down, but must not choose an answer that loses the event. */
function toFailure(cause: unknown): WebhookError {
  const isKnown = isWebhookError(cause) && (statusOf(cause.code) ?? 500) >= 500
  return isKnown ? cause : new WebhookError('HANDLER_FAILED', { cause })
}
