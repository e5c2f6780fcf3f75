import type { Attributes } from '@opentelemetry/api'
import type { ConnectionEvent, FailureCode } from '@signalr-events/core'
import { failures } from '@signalr-events/core/failures'
import * as names from './names.js'
import { type DeliveryOutcome, type EventOutcome, isLost } from './outcome.js'

// The attributes of counters. Each combination is a series.

/** Counts one of them, or as many as `count`. */
type Count = (attributes: Attributes, count?: number) => void

/** What a webhook counts. */
export interface Counters {
  readonly countDelivery: Count
  readonly countEvent: Count
  readonly countFailure: Count
}

export function toDeliveryAttributes(
  outcome: DeliveryOutcome,
  status: number,
  code: string | undefined,
  isRedelivered: boolean,
): Attributes {
  return {
    ...withError(code, { [names.outcome]: outcome, [names.statusCode]: status }),
    [names.redelivered]: isRedelivered,
  }
}

export function toEventAttributes(
  type: ConnectionEvent['type'],
  outcome: EventOutcome,
  code: FailureCode | undefined,
): Attributes {
  return withError(code, { [names.eventType]: type, [names.outcome]: outcome })
}

export function toFailureAttributes(code: FailureCode): Attributes {
  return { [names.errorType]: code }
}

export function withError(
  code: string | undefined,
  attributes: Record<string, string | number>,
): Record<string, string | number> {
  return code === undefined ? attributes : { ...attributes, [names.errorType]: code }
}

/** What an event fails with. */
const eventCodes = ['HANDLER_FAILED', 'STORE_FAILED', 'OVERLOADED', 'DEADLINE_PASSED', 'CLOSING'] as const

/**
 * Begins the series that alerts are about at zero: Prometheus sees no increase in a series that begins with 1, and none in
 * one that is missing.
 *
 * @see https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics
 */
export function beginAtZero({ countDelivery, countEvent, countFailure }: Counters): void {
  countDelivery(toDeliveryAttributes('accepted', 200, undefined, false), 0)
  for (const [name, { status }] of Object.entries(failures)) {
    const code = name as FailureCode
    countFailure(toFailureAttributes(code), 0)
    if (status === null || !isLost(status)) continue
    for (const isRedelivered of [false, true])
      countDelivery(toDeliveryAttributes('lost', status, code, isRedelivered), 0)
  }
  for (const type of ['connected', 'disconnected'] as const)
    for (const code of eventCodes) countEvent(toEventAttributes(type, 'failed', code), 0)
}
