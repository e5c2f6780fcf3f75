import type { ConnectionEvent } from '@signalr-events/core'
import type { Applied, EndedWithoutEvent } from './store.js'

/** A connection that has ended. Unknown values are `undefined`. */
export interface Session {
  /** The same whenever the record is repeated or completed. */
  readonly id: string
  /** In lower case. */
  readonly hubName: string
  /** The connection. */
  readonly connectionId: string
  /** `undefined` if it is not known, or if the client is anonymous. */
  readonly userId: string | undefined
  /** ISO 8601, UTC. */
  readonly connectedAt: string | undefined
  /** ISO 8601, UTC. Without a disconnected event: when the connection was last known to exist. */
  readonly endedAt: string
  /** Milliseconds, never negative. */
  readonly durationMs: number | undefined
  /** How the end was detected: by a disconnected event, by asking the service, or by `maxAge`. */
  readonly endedBy: 'event' | 'reconciliation' | 'expiry'
  /** How much later it may have ended, in milliseconds; `undefined` if it has a disconnected event. */
  readonly uncertainMs: number | undefined
  /** Why Azure disconnected the client. */
  readonly errorMessage: string | undefined
}

/** The session that an event ends or completes, if any. */
export function toSession(
  hub: string,
  event: ConnectionEvent,
  { outcome, ended }: Applied,
): Session | undefined {
  const { type, connectionId, userId, timestamp } = event
  if (type === 'connected') {
    if (ended === undefined) return undefined
    const endedAt = new Date(ended.endedAt).toISOString()
    const { errorMessage } = ended
    return createSession(hub, { connectionId, userId, connectedAt: timestamp, endedAt, errorMessage })
  }
  if (ended === undefined && outcome !== 'unseen-ended') return undefined
  const known = ended?.connection
  return createSession(hub, {
    connectionId,
    userId: known?.userId ?? userId,
    connectedAt: known?.connectedAt,
    endedAt: timestamp,
    errorMessage: event.errorMessage,
  })
}

/** The session of a connection that ended without an event. */
export function toSessionWithoutEvent(hub: string, ended: EndedWithoutEvent): Session {
  const { connection, endedAt, noticedAt, endedBy } = ended
  const { connectionId, userId, connectedAt } = connection
  const known = { connectionId, userId, connectedAt, endedAt: new Date(endedAt).toISOString() }
  return { ...createSession(hub, known), endedBy, uncertainMs: Math.max(0, noticedAt - endedAt) }
}

interface Known {
  readonly connectionId: string
  readonly userId: string | undefined
  readonly connectedAt: string | undefined
  readonly endedAt: string
  readonly errorMessage?: string | undefined
}

function createSession(hub: string, { connectedAt, endedAt, errorMessage, ...known }: Known): Session {
  return {
    id: `${hub}/${known.connectionId}`,
    hubName: hub,
    ...known,
    connectedAt: connectedAt === undefined ? undefined : toIso(connectedAt),
    endedAt: toIso(endedAt),
    durationMs: toDuration(connectedAt, endedAt),
    endedBy: 'event',
    uncertainMs: undefined,
    errorMessage,
  }
}

/** In milliseconds, so that a repeated record has the same content. A time that is not readable stays as it is. */
function toIso(timestamp: string): string {
  const at = Date.parse(timestamp)
  return Number.isNaN(at) ? timestamp : new Date(at).toISOString()
}

function toDuration(connectedAt: string | undefined, endedAt: string): number | undefined {
  const duration = Date.parse(endedAt) - Date.parse(connectedAt ?? '')
  return Number.isNaN(duration) ? undefined : Math.max(0, duration)
}
