import { checkNames, MAX_TIMEOUT_MS, sleep, toMilliseconds } from '@signalr-events/internal'
import type { Context } from './context.js'
import { type Server, startServer } from './server.js'
import type { RestartOptions, SignalRService } from './types.js'

/** How long clients may take to close their sockets, in milliseconds. */
const CLOSE_GRACE_MS = 1000

/** How a service restarts and stops. Several restarts come one after the other, and nothing comes after a stop. */
export function createLifetime(
  context: Context,
  started: Server,
  thawAll: () => void,
  stopSweep: () => void,
): Pick<SignalRService, 'restart' | 'stop'> {
  const stopping = new AbortController()
  let server = started
  let restarted = Promise.resolve()
  let stopped: Promise<void> | undefined

  async function restart(events: boolean, awayMs: number): Promise<void> {
    throwIfStopped(stopping.signal)
    thawAll()
    if (events) closeAll(context, true)
    else crash(context)
    await server.close(events ? CLOSE_GRACE_MS : 0)
    context.registry.forgetEnded(Number.POSITIVE_INFINITY)
    await sleep(awayMs, stopping.signal)
    throwIfStopped(stopping.signal)
    server = await startServer(context, server.port)
  }

  async function stop(): Promise<void> {
    stopping.abort()
    thawAll()
    closeAll(context, false)
    context.lifecycle.stopWaiting()
    await restarted.catch(() => {})
    await server.close(CLOSE_GRACE_MS)
    // Those that came while it closed. No event is published after this.
    closeAll(context, false)
    stopSweep()
  }

  return {
    restart(options: RestartOptions = {}) {
      checkNames('restart', options, { events: true, away: true })
      const { events = true, away = 0 } = options
      const awayMs = Math.min(toMilliseconds(away, "restart: 'away'"), MAX_TIMEOUT_MS)
      restarted = restarted.catch(() => {}).then(() => restart(events, awayMs))
      return restarted
    },
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}

function throwIfStopped({ aborted }: AbortSignal): void {
  if (aborted) throw new Error('The service has stopped.')
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
