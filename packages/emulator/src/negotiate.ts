import type { ServerResponse } from 'node:http'
import type { Context } from './context.js'
import { replyJson, replyText } from './reply.js'
import type { Claims } from './token.js'
import type { RequestUrl } from './url.js'

/** Gives a client its ids and the transports to choose from. */
export function negotiate(
  { settings, registry }: Context,
  response: ServerResponse,
  { query }: RequestUrl,
  hub: string,
  claims: Claims,
): void {
  if (registry.connections.size >= settings.maxConnections) {
    response.setHeader('retry-after', '5')
    replyText(response, 429, 'The service has its maximum of connections.')
    return
  }
  const version = Number(query.get('negotiateVersion')) >= 1 ? 1 : 0
  const { id, token } = registry.create(hub, claims, version)
  replyJson(response, 200, {
    negotiateVersion: version,
    connectionId: id,
    ...(version === 1 && { connectionToken: token }),
    availableTransports: settings.transports.map((transport) => ({
      transport,
      transferFormats: transport === 'ServerSentEvents' ? ['Text'] : ['Text', 'Binary'],
    })),
  })
}
