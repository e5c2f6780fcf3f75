import type { DeliverySchema } from '@signalr-events/core'
import type { Headers } from '../headers.js'

/** What `signalr-events send` is told. */
export interface SendOptions {
  readonly type: 'connected' | 'disconnected'
  readonly hub?: string
  readonly user?: string
  readonly anonymous?: true
  readonly connection?: string
  readonly error?: string
  readonly id?: string
  readonly source?: string
  /** Of the made event and of the handshake. The events of a file have their own. */
  readonly schema?: DeliverySchema
  readonly subscription?: string
  readonly attempt: number
  readonly file?: string
  /** Events in a request, at most. */
  readonly batch: number
  readonly handshake: boolean
  readonly header: Headers
  /** In seconds. */
  readonly timeout: number
  readonly json?: true
}
