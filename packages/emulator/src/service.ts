import { isLoopback, toMilliseconds } from '@signalr-events/internal'
import { toAudience } from './audience.js'
import type { Context } from './context.js'
import { createControl } from './control.js'
import { createLifecycle } from './lifecycle.js'
import { createLifetime } from './lifetime.js'
import type { ClientToNegotiate, SignalRServiceOptions } from './options.js'
import { createReceive } from './receive.js'
import { createRegistry } from './registry.js'
import { checkClient } from './rules.js'
import { type Server, startServer } from './server.js'
import { readSettings, type Settings } from './settings.js'
import { startSweep } from './sweep.js'
import { createTokens } from './token.js'
import type { SignalRService } from './types.js'

/**
 * Starts a local Azure SignalR Service in serverless mode, for real clients. It is not Microsoft's, and is for development
 * and tests only: the README links to what it imitates.
 *
 * @throws {TypeError} for a wrong option, or a `host` that other machines reach with the well-known key
 * @example
 * ```ts
 * import { startSignalRService } from '@signalr-events/emulator'
 *
 * const service = await startSignalRService()
 * const { url } = await service.negotiate({ hub: 'Chat', userId: 'ada' })
 * console.log(url === `${service.endpoint}/client/?hub=chat`) // true
 * await service.stop()
 * ```
 */
export async function startSignalRService(options: SignalRServiceOptions = {}): Promise<SignalRService> {
  const settings = readSettings(options)
  const context = await createContext(settings)
  const server = await startServer(context, settings.port)
  context.endpoint = toEndpoint(settings, server)
  warnOfOptions(settings)
  const stopSweep = startSweep(settings, context.registry, context.lifecycle)
  const { control, thawAll } = createControl(context)
  const { restart, stop } = createLifetime(context, server, thawAll, stopSweep)
  return {
    ...{ ...control, restart, stop },
    connectionString: `Endpoint=${context.endpoint};AccessKey=${settings.accessKeys[0]};Version=1.0;`,
    endpoint: context.endpoint,
    negotiate: (client) => negotiate(context, client),
  }
}

async function createContext(settings: Settings): Promise<Context> {
  const registry = createRegistry(settings)
  const lifecycle = createLifecycle(settings, registry)
  return {
    ...{ settings, registry, lifecycle },
    receive: createReceive(settings, lifecycle),
    tokens: await createTokens(settings.accessKeys, settings.audience),
    endpoint: '',
    refusal: { times: 0, how: 429 },
  }
}

function toEndpoint({ publicUrl, host }: Settings, { port }: Server): string {
  if (publicUrl !== undefined) return publicUrl
  // An address that stands for all of them is nothing to connect to. Another loopback one may not be that of `localhost`.
  const name = ['127.0.0.1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function warnOfOptions({ host, connectionTimeout, warn }: Settings): void {
  if (!isLoopback(host))
    warn('open-to-network', `Other machines reach the service at ${host}, by HTTP without TLS`)
  if (connectionTimeout < 15_000)
    warn(
      'short-timeout',
      "With a 'connectionTimeout' below 15 s, clients must set keepAliveIntervalInMilliseconds too",
    )
}

async function negotiate({ tokens, endpoint }: Context, client: ClientToNegotiate) {
  const { hub, userId, claims, expiresIn } = checkClient(client)
  const url = toAudience({ endpoint, path: '/client/', hub: hub.toLowerCase() })
  const user = userId === undefined ? {} : { nameid: userId }
  const accessToken = await tokens.sign(url, toMilliseconds(expiresIn, 'expiresIn'), { ...claims, ...user })
  return { url, accessToken }
}
