import type { Reply } from './connection.js'
import type { Delivery } from './deliveries.js'
import type { Handshake } from './handshake.js'
import type { Judgement } from './outcome.js'

/** Takes down what happens, for people or for machines. */
export interface Report {
  /** A request is about to be sent. */
  begin(method: string, what: string): void
  /** @param refusal why nothing will be delivered; `undefined` when the handshake went well */
  handshake(handshake: Handshake, reply: Reply, refusal: string | undefined): void
  delivery(delivery: Delivery, reply: Reply, judgement: Judgement): void
  /** Nothing more comes. */
  end(): void
}

/** Where a report goes. */
export type Write = (text: string) => void
