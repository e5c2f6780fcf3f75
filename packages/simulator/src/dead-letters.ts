import type { DeliverySchema } from '@signalr-events/core'
import type { Outcome } from './outcome.js'

/**
 * Why an event was given up. Only `MaxDeliveryAttemptsExceeded` is documented; `UndeliverableDueToHttpBadRequest` was
 * seen by a user, and the others are made like it.
 *
 * @source https://learn.microsoft.com/azure/event-grid/delivery-and-retry#dead-letter-events
 * @source https://stackoverflow.com/a/52177366
 */
export type DeadLetterReason =
  | 'MaxDeliveryAttemptsExceeded'
  | 'TimeToLiveExceeded'
  | `UndeliverableDueToHttp${Outcome}`

/** What is known of an event that was given up. */
export interface Loss {
  readonly reason: DeadLetterReason
  readonly attempts: number
  readonly outcome: Outcome
  /** Milliseconds since 1970. */
  readonly publishedAt: number
  readonly lastAttemptAt: number
}

/** An event that was given up, as Event Grid writes it into a blob: the event, and why. */
export type DeadLetter = Readonly<Record<string, unknown>>

/** The members that are added to the event; as a CloudEvent they are extensions, in lower case. */
export function toDeadLetter(event: object, schema: DeliverySchema, loss: Loss): DeadLetter {
  const members = {
    deadLetterReason: loss.reason,
    deliveryAttempts: loss.attempts,
    lastDeliveryOutcome: loss.outcome,
    publishTime: toTime(loss.publishedAt),
    lastDeliveryAttemptTime: toTime(loss.lastAttemptAt),
  }
  if (schema === 'eventgrid') return { ...event, ...members }
  return {
    ...event,
    ...Object.fromEntries(Object.entries(members).map(([name, value]) => [name.toLowerCase(), value])),
  }
}

/** Seven fractional digits, as Azure writes them. */
export function toTime(ms: number, ticks = 0): string {
  return new Date(ms).toISOString().replace('Z', `${String(ticks).padStart(4, '0')}Z`)
}
