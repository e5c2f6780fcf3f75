import { MAX_TIMEOUT_MS, sleep, toMilliseconds } from '@signalr-events/internal'
import { toAudience } from './audience.js'
import type { Context } from './context.js'
import { type Control, createControl } from './control.js'
import { isLoopback } from './host.js'
import { createLifecycle } from './lifecycle.js'
import { isHubName } from './names.js'
import type { Duration, SignalRServiceOptions } from './options.js'
import { createReceive } from './receive.js'
import { createRegistry } from './registry.js'
import { type Server, startServer } from './server.js'
import { readSettings, type Settings } from './settings.js'
import { startSweep } from './sweep.js'
import { createTokens } from './token.js'

/** A client for whom an application asks. */
export interface ClientToNegotiate {
  readonly hub: string
  /** Without it the client is anonymous. */
  readonly userId?: string | undefined
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** How long the token can be used to connect. @default '1h' */
  readonly expiresIn?: Duration | undefined
}

/** How {@link SignalRService.restart} goes. */
export interface RestartOptions {
  /** `false`: a crash. Connections are cut, and there are no events. @default true */
  readonly events?: boolean | undefined
  /** How long nobody listens. @default 0 */
  readonly away?: Duration | undefined
}

/** A local Azure SignalR Service in serverless mode. */
export interface SignalRService extends Control {
  /** `Endpoint=http://localhost:PORT;AccessKey=…;Version=1.0;`, with the port where every parser finds it. */
  readonly connectionString: string
  /** URL of the service. */
  readonly endpoint: string
  /**
   * What an application answers to `POST …/negotiate`.
   *
   * @throws {TypeError} if the hub has no valid name
   */
  negotiate(client: ClientToNegotiate): Promise<{ url: string; accessToken: string }>
  /** Goes down and comes back on the same port. Resolves when it listens again. */
  restart(options?: RestartOptions): Promise<void>
  /**
   * Ends everything: clients get Close and do not reconnect, their disconnected events are published. Resolves when
   * all sockets are closed.
   */
  stop(): Promise<void>
}

/** How long clients may take to close their sockets, in milliseconds. */
const CLOSE_GRACE_MS = 1000

/**
 * Starts a local Azure SignalR Service in serverless mode, for real clients. Not Microsoft's, and for development and
 * tests only: see docs/emulator.md for what it imitates.
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
  let server = await startServer(context, settings.port)
  context.endpoint = toEndpoint(settings, server)
  warnOfOptions(settings)
  const stopSweep = startSweep(settings, context.registry, context.lifecycle)
  const { control, thawAll } = createControl(context)
  let stopped: Promise<void> | undefined
  let restarted = Promise.resolve()

  async function stop(): Promise<void> {
    thawAll()
    closeAll(context, false)
    context.lifecycle.stopWaiting()
    await restarted.catch(() => {})
    stopSweep()
    await server.close(CLOSE_GRACE_MS)
  }

  return {
    ...control,
    connectionString: `Endpoint=${context.endpoint};AccessKey=${settings.accessKeys[0]};Version=1.0;`,
    endpoint: context.endpoint,
    negotiate: (client) => negotiate(context, client),
    restart({ events = true, away = 0 } = {}) {
      const ms = Math.min(toMilliseconds(away, 'away'), MAX_TIMEOUT_MS)
      const restart = async () => {
        if (stopped !== undefined) throw new Error('The service has stopped.')
        thawAll()
        if (events) closeAll(context, true)
        else crash(context)
        await server.close(events ? CLOSE_GRACE_MS : 0)
        context.registry.forgetEnded(Number.POSITIVE_INFINITY)
        await sleep(ms)
        server = await startServer(context, server.port)
      }
      restarted = restarted.catch(() => {}).then(restart)
      return restarted
    },
    stop: () => (stopped ??= stop()),
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
  // An address that stands for all of them is nothing to connect to.
  const isLocal = isLoopback(host) || host === '0.0.0.0' || host === '::'
  const name = isLocal ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
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
  const { hub, userId, claims, expiresIn = '1h' } = client
  if (typeof hub !== 'string' || !isHubName(hub)) throw new TypeError("negotiate: 'hub' has no valid name")
  const url = toAudience({ endpoint, path: '/client/', hub: hub.toLowerCase() })
  const user = userId === undefined ? {} : { nameid: userId }
  const accessToken = await tokens.sign(url, toMilliseconds(expiresIn, 'expiresIn'), { ...claims, ...user })
  return { url, accessToken }
}

function closeAll({ registry, lifecycle }: Context, allowReconnect: boolean): void {
  for (const connection of [...registry.connections.values()])
    lifecycle.close(connection, 'service-stopped', { allowReconnect })
}

function crash({ registry, lifecycle }: Context): void {
  for (const connection of [...registry.connections.values()]) {
    connection.isReported = true
    lifecycle.gone(connection, 'service-stopped')
    connection.link?.cut()
  }
}
