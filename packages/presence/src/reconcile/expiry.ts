import type { Ask } from '../ask.js'
import type { ChangeOptions, PresenceStore, Verdict } from '../store.js'

const PAGE = 500

/**
 * Ends connections of a hub that are older than `maxAge` milliseconds.
 *
 * @param renew is called before each page; `false` ends the walk
 */
export async function expire(
  hub: string,
  maxAge: number,
  {
    store,
    ask,
    change,
  }: { readonly store: PresenceStore; readonly ask: Ask; readonly change: ChangeOptions },
  renew: () => Promise<boolean>,
): Promise<void> {
  let cursor: string | undefined
  while (await renew()) {
    const now = await ask(() => store.now())
    const { items, next } = await ask(() => store.connections(hub, cursor, PAGE))
    const verdicts = items.flatMap(({ connection, verifiedAt, version }): Verdict[] => {
      const seenAt = Math.max(verifiedAt, Date.parse(connection.connectedAt ?? ''))
      // A time that is not readable ends nothing.
      if (!(now - seenAt >= maxAge)) return []
      const { connectionId } = connection
      return [{ connectionId, version, verdict: 'expired', askedAt: now, between: 0, seenAt }]
    })
    if (verdicts.length > 0) await ask(() => store.judge(hub, verdicts, change))
    if (next === undefined) return
    cursor = next
  }
}
