import { captureContext, type InContext } from './async-context.js'
import type { Cutoff } from './cutoff.js'
import { isWebhookError, statusOf, WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import { createLanes, type Task } from './lanes.js'
import { isThenable, react } from './thenable.js'

/** The first failure of a delivery, if any. */
type Outcome = WebhookError | undefined

/** Hands events to the handler. */
export interface Dispatcher<Native> {
  /**
   * Runs the handler for every event of a delivery: events of one connection in the order given, different
   * connections side by side. At the cut what runs is left to itself, and what waits does not start. Returns at
   * once if every event has settled by then.
   */
  dispatch(context: Context<Native>, cutoff: Cutoff): Outcome | Promise<Outcome>
  /** Resolves when handlers that were left to themselves have ended. */
  rest(): Promise<void>
}

/** A delivery, while its events are handled. */
interface Run<Native> {
  readonly context: Context<Native>
  readonly cutoff: Cutoff
  /** The last whose handler has returned a promise. */
  started: EventTask<Native> | undefined
  unsettled: number
  /** Once events wait for their turn, which comes while others end. */
  inContext: InContext | undefined
  failure: Outcome
  conclude: ((outcome: Outcome) => void) | undefined
}

interface EventTask<Native> extends Task<EventTask<Native>> {
  readonly event: ConnectionEvent
  readonly run: Run<Native>
  /** The one of its run that was started before it. */
  before: EventTask<Native> | undefined
}

/** @param onFailure gets every failure, late ones too */
export function createDispatcher<Native>(
  handler: Handler<ConnectionEvent, Native>,
  concurrency: number,
  onFailure: (error: WebhookError, event: ConnectionEvent, context: Context<Native>) => void,
): Dispatcher<Native> {
  const lanes = createLanes(concurrency, start)
  let leftBehind = 0
  const rested: (() => void)[] = []
  /** In whose context events begin right now: to change it costs more than to begin one. */
  let current: Run<Native> | undefined

  function start(task: EventTask<Native>): boolean {
    const { inContext } = task.run
    return inContext === undefined || task.run === current ? begin(task) : inContext(begin, task)
  }

  function begin(task: EventTask<Native>): boolean {
    const { event, run } = task
    try {
      // What is skipped was not handled, and must not be acknowledged.
      run.failure ??= run.cutoff.reason
      const outcome = run.cutoff.reason === undefined ? handler(event, run.context) : undefined
      if (isThenable(outcome)) {
        task.before = run.started
        run.started = task
        react(
          outcome,
          () => end(task),
          (error) => {
            fail(task, error)
            end(task)
          },
        )
        return true
      }
    } catch (error) {
      fail(task, error)
    }
    settle(run)
    return false
  }

  function end(task: EventTask<Native>): void {
    current = task.run
    if (task.running) lanes.leave(task)
    else if (--leftBehind === 0) for (const resolve of rested.splice(0)) resolve()
    current = undefined
    settle(task.run)
  }

  function fail({ event, run }: EventTask<Native>, cause: unknown): void {
    const error = toFailure(cause)
    if (statusOf(error.code) !== null) run.failure ??= error
    onFailure(error, event, run.context)
  }

  function settle(run: Run<Native>): void {
    if (--run.unsettled === 0) run.conclude?.(run.failure)
  }

  function leave({ started }: Run<Native>): void {
    for (let task = started; task !== undefined; task = task.before) {
      if (!task.running) continue
      leftBehind++
      lanes.leave(task)
    }
  }

  function rest(): Promise<void> {
    return new Promise((resolve) => {
      if (leftBehind === 0) resolve()
      else rested.push(resolve)
    })
  }

  /** Lets in all events of a delivery; returns whether one waits for its turn. */
  function enter(run: Run<Native>): boolean {
    // A handler may hand in a delivery.
    const outer = current
    let waits = false
    current = run
    for (const event of run.context.events) {
      const key = event.connectionId
      const began = lanes.enter({ key, event, run, running: false, next: undefined, before: undefined })
      waits ||= !began
    }
    current = outer
    return waits
  }

  function dispatch(context: Context<Native>, cutoff: Cutoff): Outcome | Promise<Outcome> {
    const run: Run<Native> = {
      context,
      cutoff,
      started: undefined,
      unsettled: context.events.length,
      inContext: undefined,
      failure: undefined,
      conclude: undefined,
    }
    const waits = enter(run)
    if (run.unsettled === 0) return run.failure
    if (waits) run.inContext = captureContext()
    cutoff.onCut(() => leave(run))
    return new Promise((resolve) => {
      run.conclude = resolve
    })
  }

  return { dispatch, rest }
}

/** What is said by code counts, if it cannot cost an event: a store that is down is no failure of a handler. */
function toFailure(cause: unknown): WebhookError {
  const known = isWebhookError(cause) && (statusOf(cause.code) ?? 500) >= 500
  return known ? cause : new WebhookError('HANDLER_FAILED', { cause })
}
