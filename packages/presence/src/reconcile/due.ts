import { SKEW_MS } from '../model.js'
import type { ConnectionRecord } from '../store.js'
import type { ReconcileSettings } from './options.js'

/**
 * Whether the service is to be asked about a connection.
 *
 * @param since since when the memory is whole, in milliseconds since 1970, as is `now`
 */
export function isDue(
  record: ConnectionRecord,
  now: number,
  since: number,
  { olderThan, between }: ReconcileSettings,
): boolean {
  const { verifiedAt, missingAt } = record
  if (missingAt !== 0) return now - missingAt >= between
  const connectedAt = toConnectedAt(record, now)
  // What is older than the memory may have ended before it.
  return (verifiedAt === 0 && connectedAt < since) || now - Math.max(verifiedAt, connectedAt) >= olderThan
}

/** When a connection came, in milliseconds since 1970; 0 if its time is not readable, or in the future. */
export function toConnectedAt({ connection }: ConnectionRecord, now: number): number {
  const at = Date.parse(connection.connectedAt ?? '')
  return at <= now + SKEW_MS ? Math.min(at, now) : 0
}
