export * from '@signalr-events/core'
export type { FunctionContext } from './context.js'
export {
  type EventGridTriggerHandler,
  type EventGridTriggerOptions,
  eventGridTrigger,
} from './event-grid.js'
export { type HttpTriggerHandler, signalrEvents } from './http.js'
