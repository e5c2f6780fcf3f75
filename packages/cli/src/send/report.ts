import type { Verdict } from '@signalr-events/simulator'
import type { Reply } from './connection.js'
import type { Delivery } from './deliveries.js'
import type { Handshake } from './handshake.js'

/** Takes down what happens, for people or for machines. */
export interface Report {
  /** A request is about to be sent. */
  begin(method: string, what: string): void
  handshake(handshake: Handshake, reply: Reply, verdict: Verdict): void
  delivery(delivery: Delivery, reply: Reply): void
  /** Nothing more comes. */
  end(): void
}

/** Where a report goes. */
export type Write = (text: string) => void
