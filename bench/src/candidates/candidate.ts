import type { Delivery, Format } from '../deliveries.js'

/** Every candidate must call it for every event, with its connection id. */
export type Handler = (connectionId: string) => unknown

/** Parses a delivery and calls the handler for each event. A promise is awaited. */
export type Process = (delivery: Delivery) => unknown

/** A way to parse deliveries and to handle their events. */
export interface Candidate {
  readonly name: string
  readonly formats: readonly Format[]
  /** Whether its handlers are asynchronous. */
  readonly isAsync: boolean
  create(handler: Handler): Process
}
