import type { DeliverySchema } from '@signalr-events/core'
import type { Headers } from '../headers.js'

/** The options of `signalr-events send`. */
export interface SendOptions {
  readonly type: 'connected' | 'disconnected'
  readonly hub?: string
  readonly user?: string
  readonly anonymous?: true
  readonly connection?: string
  readonly error?: string
  readonly id?: string
  readonly source?: string
  /** The schema of the generated event and of the handshake. The events of a file keep theirs. */
  readonly schema?: DeliverySchema
  readonly subscription?: string
  readonly attempt: number
  readonly file?: string
  /** Maximum events per request. */
  readonly batch: number
  readonly handshake: boolean
  /** Who sends the deliveries. */
  readonly as: 'event-grid' | 'logic-app'
  readonly header: Headers
  /** In seconds. */
  readonly timeout: number
  readonly json?: true
}
