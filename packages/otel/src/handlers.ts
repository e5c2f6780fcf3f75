import type {
  ConnectedEvent,
  ConnectionEvent,
  Context,
  DisconnectedEvent,
  Handlers,
} from '@signalr-events/core'
import { isPromiseLike } from '@signalr-events/internal'
import { toCode } from './outcome.js'
import type { Recorder } from './recorder.js'

/** The events that are observed, with whether the handler was called. */
export type Runs = WeakMap<ConnectionEvent, { isReached: boolean }>

/** Handlers that measure the time they take, for events that are observed. */
export function observeHandlers<Native>(
  handlers: Handlers<Native>,
  runs: Runs,
  recorder: Recorder,
): Handlers<Native> {
  const measure =
    <Event extends ConnectionEvent>(handle: (event: Event, context: Context<Native>) => unknown) =>
    (event: Event, context: Context<Native>): unknown => {
      const run = runs.get(event)
      if (run === undefined) return handle(event, context)
      run.isReached = true
      if (handlers[event.type] === undefined) return undefined
      recorder.queueTime(event, context.delivery)
      return runHandler(event, () => handle(event, context), recorder)
    }

  return {
    connected: measure((event: ConnectedEvent, context) => handlers.connected?.(event, context)),
    disconnected: measure((event: DisconnectedEvent, context) => handlers.disconnected?.(event, context)),
  }
}

function runHandler(event: ConnectionEvent, handle: () => unknown, recorder: Recorder): unknown {
  const startedAt = performance.now()
  const end = (failure?: { readonly cause: unknown }) => {
    const code = failure && toCode(failure.cause)
    recorder.handler(event, (performance.now() - startedAt) / 1000, code)
  }
  let outcome: unknown
  try {
    outcome = handle()
  } catch (cause) {
    end({ cause })
    throw cause
  }
  if (isPromiseLike(outcome)) return settle(outcome, end)
  end()
  return outcome
}

async function settle(
  outcome: PromiseLike<unknown>,
  end: (failure?: { readonly cause: unknown }) => void,
): Promise<unknown> {
  try {
    const value = await outcome
    end()
    return value
  } catch (cause) {
    end({ cause })
    throw cause
  }
}
