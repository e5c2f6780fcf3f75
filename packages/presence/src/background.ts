import type { PresenceError, ReportFailure } from './errors.js'
import { createLoop } from './loop.js'

/** How often each hub is looked at, in milliseconds. */
const INTERVAL_MS = 1_000
/** How often it is asked which hubs other instances have seen, in milliseconds. */
const HUBS_MS = 30_000
/** How often connections are looked at, in milliseconds. */
const WALK_MS = 15_000

export interface BackgroundWork {
  listHubs(): Promise<readonly string[]>
  /** Resolves with the milliseconds until there is more to do, if there is. */
  runTransitions(hub: string): Promise<number | undefined>
  /** Looks at all connections of hubs, if no other instance does. Without it, nobody does. */
  readonly walk: ((hubs: readonly string[], signal: AbortSignal) => Promise<void>) | undefined
  /** Whether there are handlers, which are called as soon as something has changed. */
  readonly handles: boolean
  readonly onError: ReportFailure
}

/** What is done without a delivery or a question, by every instance. */
export interface Background {
  /** A hub has had events. */
  touch(hub: string): void
  stop(): Promise<void>
}

export function startBackground({
  listHubs,
  runTransitions,
  walk,
  handles,
  onError,
}: BackgroundWork): Background {
  const hubs = new Set<string>()
  const stopping = new AbortController()
  // Not the time of day, which may be set back.
  let hubsAt = Number.NEGATIVE_INFINITY

  async function findHubs(): Promise<void> {
    if (performance.now() - hubsAt < HUBS_MS) return
    for (const hub of await listHubs()) hubs.add(hub)
    hubsAt = performance.now()
  }

  async function runHubs(): Promise<number> {
    // On a Cluster, the list may be away while the hubs are there.
    const [found] = await Promise.allSettled([findHubs()])
    const next = await Promise.all([...hubs].map(runTransitions))
    if (found.status === 'rejected') throw found.reason
    return Math.min(...next.map((ms) => ms ?? INTERVAL_MS), INTERVAL_MS)
  }

  /** Instances that were started together do not ask together. A store that is away is reported once. */
  function repeat(interval: number, work: () => Promise<number>) {
    let isFailing = false
    return createLoop(interval, async () => {
      try {
        const ms = await work()
        isFailing = false
        return ms * (0.9 + 0.2 * Math.random())
      } catch (error) {
        if (!isFailing) onError(error as PresenceError)
        isFailing = true
        return interval
      }
    })
  }

  const transitions = repeat(INTERVAL_MS, runHubs)
  const walks =
    walk &&
    repeat(WALK_MS, async () => {
      await walk([...hubs], stopping.signal)
      return WALK_MS
    })

  return {
    touch(hub) {
      hubs.add(hub)
      if (handles) transitions.wake()
    },
    async stop() {
      stopping.abort()
      await Promise.all([transitions.stop(), walks?.stop()])
    },
  }
}
