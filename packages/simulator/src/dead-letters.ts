import type { DeliverySchema } from '@signalr-events/core'
import type { Outcome } from './outcome.js'

/**
 * Why an event was dead-lettered. Only `MaxDeliveryAttemptsExceeded` is documented. A user reported
 * `UndeliverableDueToHttpBadRequest`; the others follow its pattern.
 *
 * @source https://learn.microsoft.com/azure/event-grid/delivery-and-retry#dead-letter-events
 * @source https://stackoverflow.com/a/52177366
 */
export type DeadLetterReason =
  | 'MaxDeliveryAttemptsExceeded'
  | 'TimeToLiveExceeded'
  | `UndeliverableDueToHttp${Outcome}`

/** How the delivery of an event failed. */
export interface DeliveryFailure {
  readonly reason: DeadLetterReason
  readonly attempts: number
  readonly outcome: Outcome
  /** In milliseconds since 1970. */
  readonly publishedAt: number
  readonly lastAttemptAt: number
}

/** A dead letter as Event Grid writes it into a blob: the event, and why it was not delivered. */
export type DeadLetter = Readonly<Record<string, unknown>>

/** Adds the members of a dead letter to an event. In a CloudEvent they are extensions, in lower case. */
export function toDeadLetter(event: object, schema: DeliverySchema, failure: DeliveryFailure): DeadLetter {
  const members = {
    deadLetterReason: failure.reason,
    deliveryAttempts: failure.attempts,
    lastDeliveryOutcome: failure.outcome,
    publishTime: toTime(failure.publishedAt),
    lastDeliveryAttemptTime: toTime(failure.lastAttemptAt),
  }
  if (schema === 'eventgrid') return { ...event, ...members }
  return {
    ...event,
    ...Object.fromEntries(Object.entries(members).map(([name, value]) => [name.toLowerCase(), value])),
  }
}

/** Formats a time with seven fractional digits, as Azure does. */
export function toTime(ms: number, ticks = 0): string {
  return new Date(ms).toISOString().replace('Z', `${String(ticks).padStart(4, '0')}Z`)
}
