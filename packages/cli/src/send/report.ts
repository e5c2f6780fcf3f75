import type { HandshakeResult } from '@signalr-events/simulator'
import type { Reply } from './connection.js'
import type { Delivery } from './deliveries.js'
import type { Handshake } from './handshake.js'

/** Reports what happens, as text or as JSON. */
export interface Report {
  /** Is called before a request is sent. */
  begin(method: string, what: string): void
  handshake(handshake: Handshake, reply: Reply, result: HandshakeResult): void
  delivery(delivery: Delivery, reply: Reply): void
  /** Is called at the end. */
  end(): void
}

/** Writes a part of a report. */
export type Write = (text: string) => void
