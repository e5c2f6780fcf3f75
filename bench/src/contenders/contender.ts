import type { Delivery, Format } from '../deliveries.js'

/** What every contender must call for every event, with its connection. */
export type Handler = (connectionId: string) => unknown

/** Takes a delivery apart, and calls the handler for each event; a promise is awaited. */
export type Take = (delivery: Delivery) => unknown

/** A way to take deliveries apart and to hand out their events. */
export interface Contender {
  readonly name: string
  readonly formats: readonly Format[]
  /** Whether its handlers are asynchronous. */
  readonly isAsync: boolean
  create(handler: Handler): Take
}
