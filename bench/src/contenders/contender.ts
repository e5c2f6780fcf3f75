import type { Delivery, Format } from '../deliveries.js'

/** What every contender must call for every event, with its connection. */
export type Handler = (connectionId: string) => unknown

/** A way to take deliveries apart and to hand out their events. */
export interface Contender {
  readonly name: string
  readonly formats: readonly Format[]
  /** Whether its handlers are asynchronous. */
  readonly isAsync: boolean
  /** What takes a delivery; a promise is awaited. */
  create(handler: Handler): (delivery: Delivery) => unknown
}
