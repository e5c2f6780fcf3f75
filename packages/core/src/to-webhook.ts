import type { Handlers } from './handlers.js'
import type { WebhookOptions } from './options.js'
import { createWebhook, type Webhook } from './webhook.js'

/**
 * What `signalrEvents` of every framework's package begins with: a webhook as it is, or handlers and options made
 * into one.
 *
 * @throws {TypeError} as {@link createWebhook} does, and for a webhook with options
 * @example
 * ```ts
 * import { toWebhook } from '@signalr-events/core'
 * import { createClient, eventGrid } from '@signalr-events/testing'
 *
 * const webhook = toWebhook({ connected: ({ userId }) => console.log(userId) })
 * await createClient(webhook).send(eventGrid.connected({ userId: 'ada' }))
 * ```
 */
export function toWebhook<Native>(
  subject: Handlers<Native> | Webhook<Native>,
  options?: WebhookOptions<Native>,
): Webhook<Native> {
  if (!isWebhook(subject)) return createWebhook(subject, options)
  if (options !== undefined) throw new TypeError('signalrEvents: a webhook has its options already')
  return subject
}

function isWebhook<Native>(subject: Handlers<Native> | Webhook<Native>): subject is Webhook<Native> {
  return typeof subject === 'object' && subject !== null && 'recognizes' in subject
}
