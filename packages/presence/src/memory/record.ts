import type { Connection } from '../store.js'

/** A connection, with what the service said of it. Times are milliseconds since 1970, 0 for never. */
export interface ConnectionRecord extends Connection {
  /** Grows from connection to connection. */
  readonly number: number
  verifiedAt: number
  missingAt: number
}

/** A record without the evidence. */
export function toConnection({ connectionId, userId, source, connectedAt }: ConnectionRecord): Connection {
  return { connectionId, userId, source, connectedAt }
}

/** Names the state of a record. */
export function versionOf({ number, verifiedAt, missingAt }: ConnectionRecord): string {
  return `${number} ${verifiedAt} ${missingAt}`
}
