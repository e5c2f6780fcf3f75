import type { SignalRService } from '@signalr-events/emulator'
import type { ActionName } from './action-names.js'
import type { Journal } from './journal.js'

/** Makes things go wrong, on request of a key or the page. */
export interface Actions {
  /** Does it to a connection, by default the newest. Returns how many connections that were. */
  run(action: ActionName, connectionId?: string): number
  isFrozen(connectionId: string): boolean
}

/** How long a service that restarts is away. Long enough to see that clients reconnect. */
const AWAY = '1s'

/**
 * Creates the actions of a service. They are recorded.
 *
 * @param ending is aborted when the service stops, which ends a restart
 */
export function createActions(
  service: SignalRService,
  { record, subscribe }: Pick<Journal, 'record' | 'subscribe'>,
  ending: AbortSignal,
): Actions {
  const thaws = new Map<string, () => void>()

  function freeze(connectionId: string): number {
    if (thaws.has(connectionId) || service.connections(connectionId).length === 0) return 0
    thaws.set(connectionId, service.freeze(connectionId))
    return 1
  }

  function thaw(connectionId: string): number {
    const run = thaws.get(connectionId)
    thaws.delete(connectionId)
    run?.()
    return run === undefined ? 0 : 1
  }

  function restart(events: boolean): number {
    const { length } = service.connections()
    thaws.clear()
    service.restart({ events, away: AWAY }).catch((error: unknown) => {
      if (!ending.aborted) record({ type: 'warning', code: 'restart-failed', message: String(error) })
    })
    return length
  }

  // What has ended is no longer listed, so that nobody could thaw it: its socket would stay.
  subscribe(({ activity }) => {
    if (activity.type === 'gone') thaw(activity.connectionId)
  })

  const actions: Readonly<Record<ActionName, (connectionId: string) => number>> = {
    close: (id) => service.close(id, 'Closed by signalr-events dev'),
    drop: (id) => service.drop(id),
    'drop-silently': (id) => service.drop(id, { event: false }),
    misreport: (id) => service.misreport(id),
    freeze,
    thaw,
    restart: () => restart(true),
    crash: () => restart(false),
  }

  return {
    run(action, connectionId = findNewest(service)) {
      const connections = actions[action](connectionId ?? '')
      record({ type: 'action', action, connections })
      return connections
    },
    isFrozen: (connectionId) => thaws.has(connectionId),
  }
}

function findNewest(service: SignalRService): string | undefined {
  return service
    .connections()
    .sort((a, b) => a.since - b.since)
    .at(-1)?.connectionId
}
