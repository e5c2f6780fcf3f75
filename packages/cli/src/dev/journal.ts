import type { Activity } from './activity.js'

/** An activity and when it happened. */
export interface Entry {
  /** Counts from 1. */
  readonly number: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly activity: Activity
}

/** What has happened: the latest entries, and listeners for the next. */
export interface Journal {
  record(activity: Activity): void
  latest(): readonly Entry[]
  /** Returns how to stop listening. */
  subscribe(listener: (entry: Entry) => void): () => void
}

const MAX_ENTRIES = 200

/** Creates an empty journal. */
export function createJournal(): Journal {
  const entries: Entry[] = []
  const listeners = new Set<(entry: Entry) => void>()
  let number = 0
  return {
    record(activity) {
      const entry = { number: ++number, at: Date.now(), activity }
      entries.push(entry)
      if (entries.length > MAX_ENTRIES) entries.shift()
      for (const listener of listeners) listener(entry)
    },
    latest: () => [...entries],
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
