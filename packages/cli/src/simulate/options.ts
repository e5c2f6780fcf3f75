import type { DeliverySchema } from '@signalr-events/core'
import type { FaultList } from '../faults.js'
import type { Headers } from '../headers.js'

/** The options of `signalr-events simulate`. */
export interface SimulateOptions {
  readonly schema: DeliverySchema
  readonly subscription: string
  readonly source?: string
  readonly header: Headers
  readonly users: number
  readonly hubs: readonly string[]
  /** Events per second of real time. */
  readonly rate: number
  readonly events?: number
  /** Milliseconds of real time. */
  readonly duration?: number
  /** `true`: a small share of every fault except bursts. */
  readonly faults?: FaultList | true
  readonly seed?: number
  readonly timeScale: number
  readonly batch: number
  readonly maxAttempts: number
  /** Milliseconds of simulated time. */
  readonly ttl: number
  readonly deadLetter?: string
  /** Seconds of real time. */
  readonly timeout: number
  /** Milliseconds of real time. */
  readonly wait?: number
  readonly json?: true
}
