/** What is known of a connection. */
export type State = 'unseen' | 'online' | 'gone'

/**
 * What an event did: `new` online, `ended`, `unseen-ended` (gone before its connected event), `late` (connected event
 * of one that is gone), `stale` (too old to prove anything), `refuted` (the service has seen the connection later),
 * `same` (nothing new).
 */
export type Outcome = 'new' | 'ended' | 'unseen-ended' | 'late' | 'stale' | 'refuted' | 'same'

/** Every {@link Outcome}. */
export const outcomes: readonly Outcome[] = [
  'new',
  'ended',
  'unseen-ended',
  'late',
  'stale',
  'refuted',
  'same',
]

const minute = 60 * 1000
const hour = 60 * minute

/** How long a tombstone is kept from when it is made, in milliseconds: longer than Event Grid retries, 24 hours. */
export const TOMBSTONE_MS: number = 25 * hour

/** A connected event older than this proves nothing: its tombstone may be forgotten. The difference is for clocks. */
export const WINDOW_MS: number = 24.5 * hour

/** How far clocks may differ, in milliseconds. */
export const SKEW_MS: number = TOMBSTONE_MS - WINDOW_MS

/** A disconnected event counts less than an answer of the service that is newer by this, in milliseconds. */
export const REFUTE_MS: number = minute

type Row = Readonly<Record<State, Outcome>>

/** Gone wins, and every repetition changes nothing, so the order of events does not matter. */
const table: Readonly<Record<'connected' | 'disconnected', { readonly fresh: Row; readonly old: Row }>> = {
  connected: {
    fresh: { unseen: 'new', online: 'same', gone: 'late' },
    old: { unseen: 'stale', online: 'same', gone: 'late' },
  },
  disconnected: {
    fresh: { unseen: 'unseen-ended', online: 'ended', gone: 'same' },
    old: { unseen: 'stale', online: 'ended', gone: 'same' },
  },
}

/** Decides what an event does. `age` and `window` are milliseconds. */
export function decide(
  type: 'connected' | 'disconnected',
  state: State,
  age: number,
  window: number = WINDOW_MS,
): Outcome {
  return table[type][age < window ? 'fresh' : 'old'][state]
}
