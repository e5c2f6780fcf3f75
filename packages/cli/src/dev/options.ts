import type { DeliverySchema } from '@signalr-events/core'
import type { FaultList } from '../faults.js'
import type { Headers } from '../headers.js'

/** The options of `signalr-events dev`. */
export interface DevOptions {
  /** Port of the service; 0 for any free port. */
  readonly port: number
  readonly accessKey?: string
  readonly connectionString?: true
  readonly pagePort: number
  readonly page: boolean
  /** The hub that the page's clients connect to. */
  readonly hub: string
  readonly schema: DeliverySchema
  readonly subscription: string
  readonly source?: string
  readonly header: Headers
  /** `true`: a small share of every fault. */
  readonly faults?: FaultList | true
  readonly timeScale: number
  /** Seconds of real time. */
  readonly timeout: number
  readonly json?: true
}
