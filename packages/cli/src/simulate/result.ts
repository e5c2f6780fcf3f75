import type { Subscription } from '@signalr-events/simulator'
import type { SimulateOptions } from './options.js'
import type { Progress } from './progress.js'

/** What came of a simulation. */
export interface Result {
  /** Without what is secret in it. */
  readonly url: string
  readonly options: SimulateOptions
  readonly handshake: Subscription
  /** How far it was at its end; `undefined` when nothing was delivered. */
  readonly end: Progress | undefined
}
