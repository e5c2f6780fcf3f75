import type { Outcome } from './outcome.js'

const second = 1000
const minute = 60 * second

/** How long a failed endpoint receives no events, new events included. */
const probations: Readonly<Partial<Record<Outcome, number>>> = {
  Busy: 10 * second,
  TimedOut: 10 * second,
  SocketError: 30 * second,
  NotFound: 5 * minute,
  ResolutionError: 5 * minute,
  Unauthorized: 5 * minute,
  Forbidden: 5 * minute,
}

/**
 * Returns how long an endpoint is on probation, in milliseconds.
 *
 * @source https://learn.microsoft.com/azure/event-grid/delivery-and-retry#delayed-delivery
 */
export function toProbation(outcome: Outcome): number {
  return probations[outcome] ?? 0
}
