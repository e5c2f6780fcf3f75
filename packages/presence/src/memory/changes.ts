import type { StoredChange } from '../store.js'

const MAX_CHANGES = 10_000
/** How long changes are kept after somebody has asked for them, in milliseconds. */
const WATCHED_MS = 10 * 60 * 1000

/** Some changes, and where the next ones begin. */
export interface ReadChanges {
  readonly changes: readonly StoredChange[]
  readonly cursor: number
  /** Whether changes after the cursor are missing. */
  readonly isReset: boolean
}

/** The last changes of a hub, kept while somebody watches. */
export class Changes {
  #list: StoredChange[] = []
  #watchedUntil = 0
  /** The list is complete from this number on. */
  #from = 0

  add(change: StoredChange, now: number): void {
    if (now > this.#watchedUntil) return
    this.#list.push(change)
    if (this.#list.length <= 2 * MAX_CHANGES) return
    this.#list = this.#list.slice(-MAX_CHANGES)
    this.#from = (this.#list[0]?.number ?? 0) - 1
  }

  /** @param last the number of the last change, kept or not */
  read(cursor: number | undefined, size: number, last: number, now: number): ReadChanges {
    if (now > this.#watchedUntil) {
      this.#list = []
      this.#from = last
    }
    this.#watchedUntil = now + WATCHED_MS
    const isKnown = cursor !== undefined && this.#from <= cursor && cursor <= last
    if (!isKnown) return { changes: [], cursor: last, isReset: cursor !== undefined }
    const start = this.#list.findIndex(({ number }) => number > cursor)
    const changes = start === -1 ? [] : this.#list.slice(start, start + size)
    return { changes, cursor: changes.at(-1)?.number ?? cursor, isReset: false }
  }

  has(userId: string): boolean {
    return this.#list.some((change) => change.userId === userId)
  }

  /** Readers of earlier numbers find that changes are missing. */
  reset(from: number): void {
    this.#list = []
    this.#from = from
  }
}
