import type { Ask } from './ask.js'
import type { ChangeOptions, PresenceStore, Verdict } from './store.js'

const PAGE = 500
const LEASE_MS = 30_000

export interface ExpirySettings {
  readonly store: PresenceStore
  readonly ask: Ask
  readonly change: ChangeOptions
  /** Names this instance. */
  readonly owner: string
  /** Milliseconds. */
  readonly maxAge: number
}

/** Ends connections of a hub that are older than `maxAge`. One instance at a time does. */
export async function expire(hub: string, settings: ExpirySettings): Promise<void> {
  const { store, ask, change, owner, maxAge } = settings
  for (;;) {
    const scan = await ask(() => store.scan(hub, { owner, lease: LEASE_MS, size: PAGE }))
    if (scan === undefined) return
    const now = await ask(() => store.now())
    const verdicts = scan.found.flatMap(({ connection, verifiedAt, version }): Verdict[] => {
      const seenAt = Math.max(verifiedAt, toTime(connection.connectedAt))
      if (now - seenAt < maxAge) return []
      const { connectionId } = connection
      return [{ connectionId, version, verdict: 'gone', askedAt: now, between: 0, seenAt }]
    })
    if (verdicts.length > 0) await ask(() => store.judge(hub, verdicts, change))
    if (scan.isLast) return
  }
}

/** A time that is not readable is of now: nothing ends because of it. */
function toTime(timestamp: string | undefined): number {
  const at = Date.parse(timestamp ?? '')
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at
}
