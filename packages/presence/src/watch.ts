import { isPromiseLike, sleep } from '@signalr-events/internal'
import type { PresenceStore } from './store.js'

/** A user that came online or went offline; or `reset`: changes are missing, so list the users again. */
export type Change =
  | {
      readonly type: 'online' | 'offline'
      readonly userId: string
      /** When, by the clock of the store. */
      readonly at: Date
      /** Pass it as `since` to continue after this change. */
      readonly cursor: string
    }
  | { readonly type: 'reset'; readonly cursor: string }

/** Options of `watch`. */
export interface WatchOptions {
  /** The `cursor` of a page or of a change. @default only changes from now on */
  readonly since?: string | undefined
  /** Ends the watch. @default none */
  readonly signal?: AbortSignal | undefined
}

type ReadChanges = PresenceStore['changes']

const SIZE = 500
const INTERVAL_MS = 250

/** Shares what was read in the last interval: the watches of a thousand open pages cost no more than one. */
export function shareReads(read: ReadChanges): ReadChanges {
  const recent = new Map<string, ReturnType<ReadChanges>>()
  return (hub, cursor, size) => {
    // "From now on" is another time for each.
    if (cursor === undefined) return read(hub, cursor, size)
    const key = JSON.stringify([hub, cursor])
    const known = recent.get(key)
    if (known !== undefined) return known
    const changes = read(hub, cursor, size)
    recent.set(key, changes)
    const forget = () => {
      if (recent.get(key) === changes) recent.delete(key)
    }
    setTimeout(forget, INTERVAL_MS).unref?.()
    // What has failed is tried again by the next watch.
    if (isPromiseLike(changes)) changes.then(undefined, forget)
    return changes
  }
}

/** Changes of a hub, read at most `size` at a time. */
type Read = (cursor: number | undefined, size: number) => Promise<Awaited<ReturnType<ReadChanges>>>

/** @throws {TypeError} if `since` is not a cursor */
export function watchChanges(read: Read, { since, signal }: WatchOptions): AsyncIterable<Change> {
  const start = since === undefined ? undefined : Number(since)
  if (start !== undefined && !(String(start) === since && Number.isSafeInteger(start) && start >= 0))
    throw new TypeError("watch: 'since' must be a cursor")
  return generate(read, start, signal)
}

async function* generate(
  read: Read,
  start: number | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Change> {
  let at = start
  while (!signal?.aborted) {
    const answer = await unlessAborted(read(at, SIZE), signal)
    if (answer === undefined || signal?.aborted) return
    const { changes, cursor, isReset } = answer
    if (isReset) yield { type: 'reset', cursor: String(cursor) }
    for (const { state, userId, number } of changes) {
      if (signal?.aborted) return
      yield { type: state, userId, at: new Date(number / 1000), cursor: String(number) }
    }
    at = cursor
    if (changes.length < SIZE) await sleep(INTERVAL_MS, signal)
  }
}

/** Settles as `work`, but resolves with `undefined` as soon as the signal aborts. */
function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value | undefined> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const end = () => resolve(undefined)
    signal.addEventListener('abort', end)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}
