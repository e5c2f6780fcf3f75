import { callRules, readCallOptions } from './call-options.js'
import { createHub } from './hub.js'
import { type ConnectionOptions, readSettings, type ServiceClientOptions } from './options.js'
import { createRequest } from './request.js'
import type { ServiceClient } from './types.js'

/**
 * Creates a client for the REST API of Azure SignalR Service in serverless mode. It holds no connection and no
 * timer, so one per process is enough and there is nothing to close.
 *
 * @param connection a connection string, or the endpoint and a credential
 * @throws {TypeError} for a wrong connection string or option, without any secret
 * @example
 * ```ts
 * import { createServiceClient } from '@signalr-events/management'
 *
 * const service = createServiceClient('Endpoint=https://contoso.service.signalr.net;AccessKey=c2VjcmV0;Version=1.0;')
 * const { url } = await service.hub('chat').negotiate({ userId: 'ada' })
 * console.log(url) // https://contoso.service.signalr.net/client/?hub=chat
 * ```
 */
export function createServiceClient(
  connection: ConnectionOptions,
  options: ServiceClientOptions = {},
): ServiceClient {
  const settings = readSettings(connection, options)
  const request = createRequest(settings)
  return {
    endpoint: settings.endpoint,
    source: settings.source,
    async health(options) {
      const { signal } = readCallOptions(options, callRules)
      await request({ method: 'HEAD', path: '/api/health', signal })
    },
    hub: (name) => createHub(name, settings, request),
  }
}
