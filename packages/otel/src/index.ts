export type { ObservedPresence } from './gauges.js'
export { countDuplicate } from './outcome.js'
export { createWebhook, type TelemetryOptions } from './webhook.js'
