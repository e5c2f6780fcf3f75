export type { Attempt } from './attempt.js'
export {
  type Clock,
  type ManualClock,
  type ManualClockOptions,
  manualClock,
  scaledClock,
  systemClock,
} from './clock.js'
export type { DeadLetter, DeadLetterReason } from './dead-letters.js'
export type { Counts } from './deliverer.js'
export type { Duration } from './duration.js'
export type { EventToPublish, PublishedEvent } from './events.js'
export { type ExchangeOptions, exchange, type HttpAnswer } from './exchange.js'
export { allFaults, type Fault, type FaultOptions } from './fault-options.js'
export { type EventGrid, startEventGrid } from './grid.js'
export { classifyHandshake, type HandshakeResult } from './handshake.js'
export type {
  BatchOptions,
  EventGridOptions,
  FilterOptions,
  RetryOptions,
  SubscriptionOptions,
} from './options.js'
export type { Outcome } from './outcome.js'
export type { Connection } from './population.js'
export { classifyDelivery, type DeliveryResult } from './retry.js'
export type { Subscription } from './subscriptions.js'
export type { Traffic } from './traffic.js'
export type { TrafficOptions } from './traffic-options.js'
export type { Provisioning } from './validation.js'
