import type { Subscription } from '@signalr-events/simulator'
import type { SimulateOptions } from './options.js'
import type { Progress } from './progress.js'

/** The result of a simulation. */
export interface Result {
  /** The URL without its secrets. */
  readonly url: string
  readonly options: SimulateOptions
  readonly handshake: Subscription
  /** The progress at the end; `undefined` if the handshake failed. */
  readonly end: Progress | undefined
}
