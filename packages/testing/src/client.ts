import type { Webhook, WebhookResponse } from '@signalr-events/core'
import type { EventGridRequest } from './deliveries.js'

/** Sends requests to a webhook in memory. */
export interface Client {
  /** Resolves with the answer when every handler has settled. */
  send(request: EventGridRequest & { readonly url?: string }): Promise<WebhookResponse>
}

/**
 * Creates a client that passes requests to a webhook without a server or a socket.
 *
 * @param native what handlers receive as `context.native`; required if the webhook declares its type
 * @example
 * ```ts
 * import { createWebhook } from '@signalr-events/core'
 * import { createClient, eventGrid } from '@signalr-events/testing'
 *
 * const online = new Set<string>()
 * const client = createClient(createWebhook({ connected: ({ connectionId }) => online.add(connectionId) }))
 *
 * const { status } = await client.send(eventGrid.connected({ connectionId: 'c1' }))
 * console.log(status, online.has('c1')) // 200 true
 * ```
 */
export function createClient<Native = unknown>(
  webhook: Webhook<Native>,
  ...[native]: unknown extends Native ? [native?: Native] : [native: Native]
): Client {
  return {
    send: ({ method, url = '/', headers, body }) =>
      webhook.handle({
        method,
        url,
        native: native as Native,
        header: (name) => headers[name.toLowerCase()],
        body: () => new TextEncoder().encode(body ?? ''),
      }),
  }
}
