import type { Attempt, Clock, DeliveryVerdict, Fault } from '@signalr-events/simulator'
import { toTime } from '../format.js'
import { createHistogram, type Histogram } from './histogram.js'
import { createWaits } from './waits.js'

/** An attempt that failed. */
interface Failure {
  readonly outcome: DeliveryVerdict['state']
  /** The answer, and what comes then. */
  readonly text: string
}

/** What has happened so far, in numbers. */
export interface Tally {
  attempted(attempt: Attempt): void
  faulted(fault: Fault): void
  /** Attempts by the status of their answer, or by the reason why there was none. */
  readonly answers: ReadonlyMap<string, number>
  /** Milliseconds of this machine from an event to its delivery. */
  readonly lag: Histogram
  /** How many deliveries are to be tried again. */
  waiting(): number
  /** The latest attempts that failed, the last one last. */
  readonly failures: readonly Failure[]
  /** Faults made by kind. */
  readonly faults: ReadonlyMap<string, number>
  /** The connections whose disconnect never came. */
  readonly lost: readonly string[]
}

const latest = 3

/** Makes a tally in which there is nothing. */
export function createTally(clock: Clock, timeScale: number): Tally {
  const answers = new Map<string, number>()
  const faults = new Map<string, number>()
  const waits = createWaits(clock.now)
  const lag = createHistogram()
  const failures: Failure[] = []
  const lost: string[] = []

  function failed(answer: string, next: Attempt['next']): void {
    const retried = typeof next === 'object'
    if (retried) waits.add(next.retryAt)
    const then = retried ? `again in ${toTime(next.retryAt - clock.now())}` : next
    failures.push({ outcome: retried ? 'retried' : 'lost', text: `${answer} → ${then}` })
    if (failures.length > latest) failures.shift()
  }

  return {
    attempted({ answer, error, next, publishedAt }) {
      const name = String(answer?.status ?? error)
      count(answers, name)
      if (next !== 'delivered') return failed(name, next)
      for (const time of publishedAt) lag.add((clock.now() - time) / timeScale)
    },
    faulted({ kind, event }) {
      count(faults, `${kind}s`)
      if (kind === 'lost-disconnect') lost.push(event.connectionId)
    },
    ...{ answers, lag, failures, faults, lost },
    waiting: waits.count,
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
