import type { Cutoff } from './cutoff.js'
import { failures, isWebhookError, WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import type { Lanes, Task } from './lanes.js'
import { isThenable } from './thenable.js'

/** What every delivery of a webhook is dispatched with. */
export interface Dispatch<Native> {
  readonly handler: Handler<ConnectionEvent, Native>
  readonly lanes: Lanes
  /** Handlers that were left to themselves at a cut, until they end. */
  readonly leftBehind: Set<Promise<void>>
  /** Gets every failure, late ones too. */
  readonly onFailure: (error: WebhookError, event: ConnectionEvent, context: Context<Native>) => void
}

type Outcome = WebhookError | undefined

/**
 * Runs the handler for every event: events of one connection in the order given, different connections side by
 * side. At the cut what runs is left to itself, and what waits does not start.
 *
 * @returns the first failure, if any: at once when every event has settled, else as a promise
 */
export function dispatch<Native>(
  context: Context<Native>,
  cutoff: Cutoff,
  { handler, lanes, leftBehind, onFailure }: Dispatch<Native>,
): Outcome | Promise<Outcome> {
  const started: { readonly task: Task; readonly settled: Promise<void> }[] = []
  let unsettled = context.events.length
  let failure: Outcome
  let conclude: (() => void) | undefined

  function fail(event: ConnectionEvent, cause: unknown): void {
    const error = toFailure(cause)
    if (failures[error.code].status !== null) failure ??= error
    onFailure(error, event, context)
  }

  function settle(): void {
    if (--unsettled === 0) conclude?.()
  }

  async function follow(task: Task, event: ConnectionEvent, outcome: PromiseLike<unknown>): Promise<void> {
    try {
      await outcome
    } catch (error) {
      fail(event, error)
    }
    lanes.leave(task)
    settle()
  }

  function start(task: Task, event: ConnectionEvent): boolean {
    try {
      const outcome = cutoff.reason === undefined ? handler(event, context) : undefined
      if (isThenable(outcome)) {
        started.push({ task, settled: follow(task, event, outcome) })
        return true
      }
    } catch (error) {
      fail(event, error)
    }
    settle()
    return false
  }

  function leaveBehind(): void {
    for (const { task, settled } of started) {
      if (!task.running) continue
      leftBehind.add(settled)
      settled.then(() => leftBehind.delete(settled))
      lanes.leave(task)
    }
  }

  for (const event of context.events) {
    const task: Task = {
      key: event.connectionId,
      start: () => start(task, event),
      running: false,
      next: undefined,
    }
    lanes.enter(task)
  }
  if (unsettled === 0) return failure
  cutoff.onCut(leaveBehind)
  return new Promise((resolve) => {
    conclude = () => resolve(failure)
  })
}

/** What is said by code counts, if it cannot cost an event: a store that is down is no failure of a handler. */
function toFailure(cause: unknown): WebhookError {
  const known = isWebhookError(cause) && (failures[cause.code].status ?? 500) >= 500
  return known ? cause : new WebhookError('HANDLER_FAILED', { cause })
}
