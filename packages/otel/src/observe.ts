import { context as active, type Tracer } from '@opentelemetry/api'
import type { FailureCode, Middleware, Webhook } from '@signalr-events/core'
import type { Runs } from './handlers.js'
import * as names from './names.js'
import { toAnsweredCode, toCode, toDeliveryOutcome, toEventOutcome } from './outcome.js'
import type { Recorder } from './recorder.js'
import { describeDelivery, end, startDelivery, startEvent, type Traced } from './spans.js'

/** Observes deliveries. */
export function observeDelivery<Native>(
  handle: Webhook<Native>['handle'],
  tracing: () => Tracer | undefined,
  recorder: Recorder,
): Webhook<Native>['handle'] {
  return async (request) => {
    const traced = startDelivery(tracing(), request)
    const startedAt = performance.now()
    const response = await runIn(traced, () => handle(request))
    const outcome = toDeliveryOutcome(request, response)
    const code = toAnsweredCode(response)
    recorder.delivery(request, response, outcome, code, (performance.now() - startedAt) / 1000)
    end(traced, code, { [names.outcome]: outcome, [names.statusCode]: response.status })
    return response
  }
}

/** The outermost middleware, which observes events. */
export function observeEvents(
  tracing: () => Tracer | undefined,
  runs: Runs,
  recorder: Recorder,
): Middleware<unknown> {
  return async (event, context, next) => {
    if (event === context.events[0]) describeDelivery(context)
    const traced = startEvent(tracing(), event)
    const run = { isReached: false }
    runs.set(event, run)
    recorder.lag(event, context.delivery)
    let code: FailureCode | undefined
    try {
      await runIn(traced, next)
    } catch (error) {
      code = toCode(error)
      throw error
    } finally {
      const outcome = toEventOutcome(event, code, run.isReached)
      recorder.event(event, outcome, code)
      end(traced, code, { [names.outcome]: outcome })
    }
  }
}

function runIn<Value>(traced: Traced | undefined, work: () => Promise<Value>): Promise<Value> {
  return traced === undefined ? work() : active.with(traced.context, work)
}
