export { type Authorize, allOf, anyOf, type KeyLocation, type Keys, sharedKey } from './authorize.js'
export {
  drop,
  type FailureCode,
  isDrop,
  isWebhookError,
  WebhookError,
} from './errors.js'
export type {
  CloudEvent,
  ConnectedEvent,
  ConnectionData,
  ConnectionEvent,
  Delivery,
  DeliveryHead,
  DeliverySchema,
  DisconnectedEvent,
  EventGridEvent,
} from './events.js'
export { type Context, combine, forHub, type Handlers } from './handlers.js'
export type { OnAbort, OnBytes, RequestHead, WebhookRequest, WebhookResponse } from './http.js'
export { type Begin, type EventHooks, type Middleware, perDelivery } from './middleware.js'
export type { ErrorContext, WebhookOptions } from './options.js'
export type { ErrorListener } from './report.js'
export { toWebhook } from './to-webhook.js'
export { createWebhook, type Webhook, type WebhookStats } from './webhook.js'
