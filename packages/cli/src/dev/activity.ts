import type { ClientConnection, GoneReason, Warning } from '@signalr-events/emulator'
import type { Fault } from '@signalr-events/simulator'
import type { ActionName } from './action-names.js'

/** Something that has happened. */
export type Activity =
  | Ready
  | Waiting
  | Handshake
  | (Client & { readonly type: 'open' })
  | (Client & { readonly type: 'gone'; readonly reason: GoneReason })
  | (Event & { readonly type: 'published' })
  | Delivery
  | { readonly type: 'fault'; readonly kind: Fault['kind']; readonly event: string }
  | { readonly type: 'action'; readonly action: ActionName; readonly connections: number }
  | {
      readonly type: 'undelivered'
      /** How many events were published and not delivered when the program ended. */
      readonly events: number
      /** `not-subscribed`: no handshake succeeded. `pending`: they waited for an answer, a retry or an injected delay. */
      readonly reason: 'not-subscribed' | 'pending'
    }
  | {
      readonly type: 'warning'
      readonly code: Warning['code'] | 'restart-failed'
      readonly message: string
    }

/** Everything listens. */
export interface Ready {
  readonly type: 'ready'
  /** Without the values of its query. */
  readonly webhook: string
  readonly service: string
  readonly page: string | undefined
  readonly connectionString: string
}

/** The webhook does not listen yet. */
export interface Waiting {
  readonly type: 'waiting'
  /** Why it cannot be reached, unless its port is only not open yet. */
  readonly reason: string | undefined
}

/** The result of a handshake. */
export interface Handshake {
  readonly type: 'handshake'
  readonly state: string
  readonly reason: string
  readonly validationUrl: string | undefined
}

/** A client's connection. */
export type Client = Pick<ClientConnection, 'hubName' | 'connectionId' | 'userId' | 'transport' | 'protocol'>

interface Event {
  /** For example `connected ada`. */
  readonly event: string
  readonly connectionId: string
}

/** An attempt to deliver an event, and what happens next. */
export interface Delivery {
  readonly type: 'delivery'
  readonly event: string
  /** 1 for the first. */
  readonly attempt: number
  /** The status of the answer, or the code of the error. */
  readonly answer: string
  readonly durationMs: number
  readonly next: 'delivered' | 'dead-lettered' | 'dropped' | 'retry'
  /** Milliseconds of real time until the retry. */
  readonly retryInMs: number | undefined
}

/** The parts of a connection that are shown. */
export function toClient({ hubName, connectionId, userId, transport, protocol }: ClientConnection): Client {
  return { hubName, connectionId, userId, transport, protocol }
}
