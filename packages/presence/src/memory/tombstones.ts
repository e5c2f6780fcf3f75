import { SKEW_MS, TOMBSTONE_MS, WINDOW_MS } from '../model.js'
import type { EndedConnection, JsonValue } from '../store.js'

/** What is kept of a connection that is gone, if anything: what an event that comes later needs. */
export interface Ended {
  readonly userId: string | undefined
  readonly source: string
  readonly connectedAt: string | undefined
  readonly metadata?: JsonValue | undefined
  /** When it disconnected, in milliseconds since 1970. */
  readonly endedAt: number
  readonly errorMessage?: string | undefined
}

/**
 * Connections that are gone, in two generations of a Map: bounded memory without a timer. The previous generation is
 * dropped when the current one is full, or is as old as a tombstone must become.
 */
export class Tombstones {
  readonly #max: number
  #current = new Map<string, Ended | undefined>()
  #previous = new Map<string, Ended | undefined>()
  #currentFrom: number
  #lastOfPrevious = 0
  #last = 0
  /** Tombstones made until this time may be forgotten. */
  #horizon = 0

  constructor(max: number, now: number) {
    this.#max = max
    this.#currentFrom = now
  }

  get size(): number {
    return this.#current.size + this.#previous.size
  }

  has(id: string): boolean {
    return this.#current.has(id) || this.#previous.has(id)
  }

  get(id: string): Ended | undefined {
    return this.#current.get(id) ?? this.#previous.get(id)
  }

  /** Forgets what is kept of a connection, but not that it is gone. */
  strip(id: string): void {
    for (const generation of [this.#current, this.#previous])
      if (generation.has(id)) generation.set(id, undefined)
  }

  add(id: string, ended: Ended | undefined, now: number): void {
    this.#rotate(now)
    this.#current.set(id, ended)
    this.#last = now
  }

  /** How old a connected event may be to be believed, in milliseconds. Shorter after tombstones were dropped early. */
  window(now: number): number {
    return this.#horizon === 0 ? WINDOW_MS : Math.min(WINDOW_MS, now - this.#horizon - SKEW_MS)
  }

  #rotate(now: number): void {
    const isFull = this.#current.size >= this.#max / 2
    if (!isFull && now - this.#currentFrom < TOMBSTONE_MS) return
    if (this.#previous.size > 0 && now - this.#lastOfPrevious < TOMBSTONE_MS)
      this.#horizon = this.#lastOfPrevious
    this.#previous = this.#current
    this.#lastOfPrevious = this.#last
    this.#current = new Map()
    this.#currentFrom = now
  }
}

export function toEnded(connectionId: string, { endedAt, errorMessage, ...known }: Ended): EndedConnection {
  return { connection: { ...known, connectionId }, endedAt, errorMessage, record: recordOf(known) }
}

/** The id of the record of an ended connection, which is another one once its connected event is known. */
export function recordOf({ connectedAt }: Pick<Ended, 'connectedAt'>): string {
  return connectedAt === undefined ? 'incomplete' : 'complete'
}
