import type { Outcome } from './outcome.js'

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** The wait after each attempt; from the last on it stays the same. */
const schedule = [
  ...[10 * second, 30 * second, minute, 5 * minute, 10 * minute, 30 * minute],
  ...[hour, 3 * hour, 6 * hour, 12 * hour],
]

/** The outcomes after which a webhook gets its events never again. */
const final: ReadonlySet<Outcome> = new Set(['BadRequest', 'Unauthorized', 'Forbidden', 'PayloadTooLarge'])

/** How long an endpoint that failed is left alone, new events included. */
const probations: Readonly<Partial<Record<Outcome, number>>> = {
  Busy: 10 * second,
  TimedOut: 10 * second,
  SocketError: 30 * second,
  NotFound: 5 * minute,
  ResolutionError: 5 * minute,
  Unauthorized: 5 * minute,
  Forbidden: 5 * minute,
}

/** An attempt that failed. */
export interface Failure {
  readonly outcome: Outcome
  /** The status; `undefined` without an answer. */
  readonly status: number | undefined
  /** How many attempts were made, this one included. */
  readonly attempts: number
}

/**
 * Milliseconds from the end of a failed attempt to the next; `undefined` when there is none, since another could not
 * help.
 *
 * @source https://learn.microsoft.com/azure/event-grid/delivery-and-retry#retry-schedule
 */
export function toDelay({ outcome, status, attempts }: Failure): number | undefined {
  if (final.has(outcome)) return undefined
  const least = status === 408 ? 2 * minute : status === 503 ? 30 * second : 10 * second
  return Math.max(least, schedule[Math.min(attempts, schedule.length) - 1] ?? 0)
}

/** Milliseconds that an endpoint is on probation. */
export function toProbation(outcome: Outcome): number {
  return probations[outcome] ?? 0
}
