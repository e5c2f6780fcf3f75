import type { PresenceError } from './errors.js'
import { createLoop } from './loop.js'

/** How often each hub is looked at, in milliseconds. */
const INTERVAL_MS = 1_000
/** How often it is asked which hubs other instances have seen, in milliseconds. */
const HUBS_MS = 30_000
/** How often connections are ended by age, in milliseconds. */
const EXPIRE_MS = 60_000

export interface BackgroundWork {
  listHubs(): Promise<readonly string[]>
  /** Resolves with the milliseconds until there is more to do, if there is. */
  runTransitions(hub: string): Promise<number | undefined>
  expire(hub: string): Promise<void>
  readonly onError: (error: PresenceError) => void
}

/** What is done without a delivery or a question, by every instance. */
export interface Background {
  /** A hub has had events. */
  touch(hub: string): void
  stop(): Promise<void>
}

export function startBackground(work: BackgroundWork): Background {
  const hubs = new Set<string>()
  let hubsAt = Number.NEGATIVE_INFINITY
  let expiredAt = Date.now()
  let isFailing = false

  async function runHubs(): Promise<number> {
    const now = Date.now()
    if (now - hubsAt >= HUBS_MS) {
      for (const hub of await work.listHubs()) hubs.add(hub)
      hubsAt = now
    }
    if (now - expiredAt >= EXPIRE_MS) {
      await Promise.all([...hubs].map(work.expire))
      expiredAt = now
    }
    const next = await Promise.all([...hubs].map(work.runTransitions))
    return Math.min(...next.map((ms) => ms ?? INTERVAL_MS), INTERVAL_MS)
  }

  const loop = createLoop(INTERVAL_MS, async () => {
    try {
      const ms = await runHubs()
      isFailing = false
      // Instances that were started together do not ask together.
      return ms * (0.9 + 0.2 * Math.random())
    } catch (error) {
      if (!isFailing) work.onError(error as PresenceError)
      isFailing = true
      return INTERVAL_MS
    }
  })
  return {
    touch(hub) {
      hubs.add(hub)
      loop.wake()
    },
    stop: loop.stop,
  }
}
