import type { Attempt, Clock, DeliveryResult, Fault } from '@signalr-events/simulator'
import { toTime } from '../format.js'
import { createHistogram, type Histogram } from './histogram.js'
import { createRetries } from './retries.js'

/** A failed attempt. */
interface Failure {
  readonly outcome: DeliveryResult['state']
  /** The answer, and what happens next. */
  readonly text: string
}

/** What has happened so far, in numbers. */
export interface Stats {
  onAttempt(attempt: Attempt): void
  onFault(fault: Fault): void
  /** Attempts by the status of their answer, or by the error code if there was none. */
  readonly answers: ReadonlyMap<string, number>
  /** Milliseconds of real time from publishing an event to its delivery. */
  readonly lag: Histogram
  /** How many deliveries are waiting for a retry. */
  waiting(): number
  /** The latest failed attempts, the last one last. */
  readonly failures: readonly Failure[]
  /** Injected faults by kind. */
  readonly faults: ReadonlyMap<string, number>
  /** The connections whose disconnected event was lost. */
  readonly lost: readonly string[]
}

const maxFailures = 3

/** Creates empty stats. */
export function createStats(clock: Clock, timeScale: number): Stats {
  const answers = new Map<string, number>()
  const faults = new Map<string, number>()
  const retries = createRetries(clock.now)
  const lag = createHistogram()
  const failures: Failure[] = []
  const lost: string[] = []

  function onFailure(answer: string, next: Attempt['next']): void {
    const retried = typeof next === 'object'
    if (retried) retries.add(next.retryAt)
    const then = retried ? `retry in ${toTime(next.retryAt - clock.now())}` : next
    failures.push({ outcome: retried ? 'retried' : 'lost', text: `${answer} → ${then}` })
    if (failures.length > maxFailures) failures.shift()
  }

  return {
    onAttempt({ answer, error, next, publishedAt }) {
      const name = String(answer?.status ?? error)
      count(answers, name)
      if (next !== 'delivered') return onFailure(name, next)
      for (const time of publishedAt) lag.add((clock.now() - time) / timeScale)
    },
    onFault({ kind, event }) {
      count(faults, kind === 'out-of-order' ? kind : `${kind}s`)
      if (kind === 'lost-disconnect') lost.push(event.connectionId)
    },
    ...{ answers, lag, failures, faults, lost },
    waiting: retries.count,
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
