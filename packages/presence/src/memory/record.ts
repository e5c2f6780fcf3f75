import type { Connection, ConnectionRecord } from '../store.js'

/** A connection, with what the service said of it. Times are milliseconds since 1970, 0 for never. */
export interface MemoryRecord extends Connection {
  /** Grows from connection to connection. */
  readonly number: number
  verifiedAt: number
  missingAt: number
}

/** @param metadata as JSON */
export function toConnection(record: MemoryRecord, metadata: string | undefined): Connection {
  const { connectionId, userId, source, connectedAt } = record
  const connection = { connectionId, userId, source, connectedAt }
  return metadata === undefined ? connection : { ...connection, metadata: JSON.parse(metadata) }
}

/** Names the state of a record. */
export function versionOf({ number, verifiedAt, missingAt }: MemoryRecord): string {
  return `${number} ${verifiedAt} ${missingAt}`
}

/** @param metadata as JSON */
export function toRecord(record: MemoryRecord, metadata: string | undefined): ConnectionRecord {
  const { verifiedAt, missingAt } = record
  return { connection: toConnection(record, metadata), verifiedAt, missingAt, version: versionOf(record) }
}
