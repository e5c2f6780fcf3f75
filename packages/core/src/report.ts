import type { Decoded } from './decode.js'
import { WebhookError } from './errors.js'
import type { ConnectionEvent } from './events.js'
import type { Context } from './handlers.js'
import type { ErrorContext, Settings } from './options.js'

/** The delivery of a report. A {@link Context} is one. */
type About<Native> = Pick<ErrorContext<Native>, 'delivery' | 'native'>

/** Receives every error, next to `onError`. What it throws or rejects with is ignored. */
export type ErrorListener = (error: WebhookError, context: ErrorContext) => unknown

/** Calls the user's hooks. Nothing that a hook does or throws changes the answer. */
export interface Reporter<Native> {
  failed(error: WebhookError, about: About<Native>, event?: ConnectionEvent, raw?: unknown): void
  decoded(decoded: Decoded, context: Context<Native>): void
  unsubscribed(about: About<Native>): void
  /** Reports a code the first time only: it is about the server, not about the delivery. */
  once(error: WebhookError, about: About<Native>): void
  /** Adds a listener. Returns a function that removes it. */
  listen(listener: ErrorListener): () => void
}

type Hooks<Native> = Pick<Settings<Native>, 'onError' | 'onUnknown' | 'onUnsubscribe'>

export function createReporter<Native>({
  onError = logFailure,
  onUnknown,
  onUnsubscribe,
}: Hooks<Native>): Reporter<Native> {
  const listeners = new Set<ErrorListener>()
  const failed: Reporter<Native>['failed'] = (error, { delivery, native }, event, raw) => {
    const context = { delivery, event, raw, native }
    attempt(
      () => onError(error, context),
      () => {},
    )
    for (const listener of listeners)
      attempt(
        () => listener(error, context),
        () => {},
      )
  }

  function listen(listener: ErrorListener): () => void {
    // Each call counts, also for a function that is already listening.
    const added: ErrorListener = (error, context) => listener(error, context)
    listeners.add(added)
    return () => void listeners.delete(added)
  }

  function call(hook: () => unknown, about: About<Native>): void {
    attempt(hook, (cause) => failed(new WebhookError('HOOK_FAILED', { cause }), about))
  }

  function unsubscribed(about: About<Native>): void {
    call(() => onUnsubscribe?.(about.delivery, about.native), about)
  }

  function decoded({ invalid, unknown, deletion }: Decoded, context: Context<Native>): void {
    for (const { error, raw } of invalid) failed(error, context, undefined, raw)
    for (const event of unknown) call(() => onUnknown?.(event, context), context)
    if (deletion) unsubscribed(context)
  }

  const reported = new Set<string>()
  function once(error: WebhookError, about: About<Native>): void {
    if (reported.has(error.code)) return
    reported.add(error.code)
    failed(error, about)
  }

  return { failed, decoded, unsubscribed, once, listen }
}

/** A line for each failure; what a handler threw with its stack. */
function logFailure(error: WebhookError): void {
  const line = `signalr-events: ${error.code}: ${error.message}`
  if (error.cause === undefined) console.error(line)
  else console.error(line, error.cause)
}

function attempt(action: () => unknown, onThrow: (error: unknown) => void): void {
  try {
    Promise.resolve(action()).catch(onThrow)
  } catch (error) {
    onThrow(error)
  }
}
