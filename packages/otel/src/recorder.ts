import type {
  ConnectionEvent,
  Delivery,
  FailureCode,
  RequestHead,
  WebhookResponse,
} from '@signalr-events/core'
import type { Instruments, Metrics } from './metrics.js'
import * as names from './names.js'
import type { DeliveryOutcome, EventOutcome } from './outcome.js'
import { toDeliveryAttributes, toEventAttributes, toFailureAttributes, withError } from './series.js'
import { readAttempt } from './spans.js'

/** Records measurements. Nothing that an SDK throws gets out, since it must not change an answer. */
export class Recorder {
  readonly #metrics: Metrics

  constructor(metrics: Metrics) {
    this.#metrics = metrics
  }

  delivery(
    request: RequestHead,
    { status }: WebhookResponse,
    outcome: DeliveryOutcome,
    code: string | undefined,
    seconds: number,
  ): void {
    this.#record((instruments) => {
      const isRedelivered = (readAttempt(request) ?? 0) > 0
      instruments.countDelivery(toDeliveryAttributes(outcome, status, code, isRedelivered))
      instruments.recordDelivery(seconds, { [names.outcome]: outcome })
    })
  }

  failure(code: FailureCode): void {
    this.#record((instruments) => instruments.countFailure(toFailureAttributes(code)))
  }

  event({ type }: ConnectionEvent, outcome: EventOutcome, code: FailureCode | undefined): void {
    this.#record((instruments) => instruments.countEvent(toEventAttributes(type, outcome, code)))
  }

  /** How old an event was when its delivery arrived. */
  lag({ type, timestamp }: ConnectionEvent, { receivedAt }: Delivery): void {
    const ms = receivedAt - Date.parse(timestamp)
    if (Number.isNaN(ms)) return
    this.#record((instruments) => instruments.recordLag(toSeconds(ms), { [names.eventType]: type }))
  }

  /** How long an event has waited for its handler, which starts now. */
  queueTime({ type }: ConnectionEvent, { receivedAt }: Delivery): void {
    const seconds = toSeconds(Date.now() - receivedAt)
    this.#record((instruments) => instruments.recordQueueTime(seconds, { [names.eventType]: type }))
  }

  handler({ type }: ConnectionEvent, seconds: number, code: FailureCode | undefined): void {
    const attributes = withError(code, {
      [names.systemName]: names.system,
      [names.operationName]: 'process',
      [names.eventType]: type,
    })
    this.#record((instruments) => instruments.recordHandler(seconds, attributes))
  }

  #record(write: (instruments: Instruments) => void): void {
    try {
      const instruments = this.#metrics.current()
      if (instruments !== undefined) write(instruments)
    } catch {}
  }
}

/** Clocks differ: nothing happens before it was sent. */
const toSeconds = (ms: number): number => Math.max(ms, 0) / 1000
