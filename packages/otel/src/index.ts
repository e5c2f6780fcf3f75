export type { ObservedPresence } from './gauges.js'
export { countDuplicate } from './outcome.js'
export { countPass, type ObservedPass } from './reconcile.js'
export { createWebhook, type TelemetryOptions } from './webhook.js'
