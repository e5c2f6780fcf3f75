import type { Decoded } from './decode.js'
import { WebhookError } from './errors.js'
import type { DeliveryHead } from './events.js'
import type { Context } from './handlers.js'
import type { ErrorContext, Settings } from './options.js'

/** Tells the user's hooks what happened. Nothing that a hook does or throws reaches the answer. */
export interface Reporter<Native> {
  failed(error: WebhookError, context: ErrorContext<Native>): void
  decoded(decoded: Decoded, context: Context<Native>): void
  unsubscribed(delivery: DeliveryHead, native: Native): void
}

type Hooks<Native> = Pick<Settings<Native>, 'onError' | 'onUnknown' | 'onUnsubscribe'>

export function createReporter<Native>({
  onError,
  onUnknown,
  onUnsubscribe,
}: Hooks<Native>): Reporter<Native> {
  const log = onError ?? logFailure

  function failed(error: WebhookError, context: ErrorContext<Native>): void {
    attempt(
      () => log(error, context),
      () => {},
    )
  }

  function call(hook: () => unknown, delivery: DeliveryHead, native: Native): void {
    attempt(hook, (cause) =>
      failed(new WebhookError('HOOK_FAILED', { cause }), {
        delivery,
        event: undefined,
        raw: undefined,
        native,
      }),
    )
  }

  function unsubscribed(delivery: DeliveryHead, native: Native): void {
    call(() => onUnsubscribe?.(delivery, native), delivery, native)
  }

  function decoded({ invalid, unknown, deletion }: Decoded, context: Context<Native>): void {
    const { delivery, native } = context
    for (const { error, raw } of invalid) failed(error, { delivery, event: undefined, raw, native })
    for (const event of unknown) call(() => onUnknown?.(event, context), delivery, native)
    if (deletion) unsubscribed(delivery, native)
  }

  return { failed, decoded, unsubscribed }
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
