import { failures, isWebhookError, WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context, Handler } from './handlers.js'
import type { Lanes } from './lanes.js'

/** What a delivery is dispatched with. */
export interface Dispatch<Native> {
  readonly context: Context<Native>
  /** Aborts when the delivery is answered before its handlers have ended. */
  readonly signal: AbortSignal
  readonly handler: Handler<ConnectionEvent, Native>
  readonly lanes: Lanes
  /** The handlers that run, of all deliveries. */
  readonly handling: Set<Promise<void>>
}

/**
 * Runs the handler for every event: events of one connection in the order given, different connections side by
 * side. Returns when every event has settled, or when the signal aborts: then what runs is left to itself, and
 * what waits does not start.
 *
 * @param onFailure gets every failure, late ones too
 * @returns the first failure, if any
 */
export async function dispatch<Native>(
  { context, signal, handler, lanes, handling }: Dispatch<Native>,
  onFailure: (error: WebhookError, event: ConnectionEvent) => void,
): Promise<WebhookError | undefined> {
  const aborted = once(
    () => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
  )
  let failure: WebhookError | undefined

  function fail(event: ConnectionEvent, cause: unknown): void {
    const error = toFailure(cause)
    if (failures[error.code].status !== null) failure ??= error
    onFailure(error, event)
  }

  function handle(event: ConnectionEvent): void | Promise<void> {
    if (signal.aborted) return
    try {
      const outcome = handler(event, context)
      if (!isThenable(outcome)) return
      const settled = Promise.resolve(outcome)
        .then(noop, (error: unknown) => fail(event, error))
        .then(() => void handling.delete(settled))
      handling.add(settled)
      return Promise.race([settled, aborted()])
    } catch (error) {
      fail(event, error)
    }
  }

  const pending: Promise<void>[] = []
  for (const event of context.events) {
    const outcome = lanes.run(event.connectionId, () => handle(event))
    if (outcome !== undefined) pending.push(outcome)
  }
  await Promise.all(pending)
  return failure
}

/** What is said by code counts, if it cannot cost an event: a store that is down is no failure of a handler. */
function toFailure(cause: unknown): WebhookError {
  const known = isWebhookError(cause) && (failures[cause.code].status ?? 500) >= 500
  return known ? cause : new WebhookError('HANDLER_FAILED', { cause })
}

function noop(): void {}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined
  return () => {
    value ??= make()
    return value
  }
}
