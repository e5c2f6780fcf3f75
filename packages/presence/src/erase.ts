import type { Ask } from './ask.js'
import { createPages } from './pages.js'
import type { ChangeOptions, Connection, PresenceStore } from './store.js'

/** Longer than it takes to forget a user, in milliseconds. */
const ERASE_GRACE_MS = 60_000
/** Connections in a page. */
const PAGE = 1_000

/** Ends the connections of a user in a hub, and forgets the user. */
export async function eraseUser(
  hub: string,
  userId: string,
  {
    store,
    ask,
    change,
  }: { readonly store: PresenceStore; readonly ask: Ask; readonly change: ChangeOptions },
): Promise<void> {
  // The user is forgotten before any grace ends, so that no instance gets a transition.
  const silently = { ...change, grace: Math.max(change.grace, ERASE_GRACE_MS) }
  const unverified = createPages((after) => ask(() => store.unverified(hub, after, PAGE)))
  const connections: Connection[] = []
  for await (const { connection } of unverified)
    if (connection.userId === userId) connections.push(connection)
  // Connections may come in the middle.
  do {
    connections.push(...(await ask(() => store.connectionsOf(hub, userId))))
    const verdicts = connections.map(({ connectionId }) => ({
      ...{ connectionId, version: undefined, verdict: 'erased' as const },
      ...{ askedAt: 0, between: 0, seenAt: 0 },
    }))
    if (verdicts.length > 0) await ask(() => store.judge(hub, verdicts, silently))
    connections.length = 0
  } while (!(await ask(() => store.forget(hub, userId))))
}
