import type { PresenceEvent } from '@signalr-events/presence'
import type { PlannedConnection } from './presence-scenario.js'

const START = Date.parse('2026-01-01T00:00:00Z')
/** Stores forget ended connections after 25 hours, and each in another minute. */
const LONGEST_MS = 20 * 3_600_000
/** More than the 31 connections that redisPresence keeps in one field. */
const CROWD = 35

/** When a connection really began and ended, in milliseconds since 1970. */
interface Life {
  readonly connectedAt: number
  endedAt: number | undefined
}

/** The lives of planned connections, and the clock that stores see. */
export class Lives {
  readonly #plans: readonly PlannedConnection[]
  readonly #lives = new Map<number, Life>()
  #crowds = 0
  #isCrowdOnline = false
  /** The true time. */
  #time = START
  /** How far the clock of stores is behind. */
  #behind = 0

  constructor(plans: readonly PlannedConnection[]) {
    this.#plans = plans
  }

  /** The time as stores see it. */
  get now(): number {
    return this.#time - this.#behind
  }

  wait(ms: number): () => void {
    this.#time = Math.min(this.#time + ms, START + LONGEST_MS)
    return () => {}
  }

  setBack(ms: number): () => void {
    this.#behind = ms
    return () => {}
  }

  /** The event of a connection, always the same. */
  toEvent(type: PresenceEvent['type'], index: number): PresenceEvent {
    const plan = this.#plans[index]
    if (plan === undefined) throw new RangeError(`there is no connection ${index}`)
    const { source, skews, hasUserAtEnd, isReadable, errorMessage } = plan
    const life = this.#lives.get(index) ?? { connectedAt: this.#time - plan.age, endedAt: undefined }
    this.#lives.set(index, life)
    const isEnd = type === 'disconnected'
    if (isEnd) life.endedAt ??= Math.floor(life.connectedAt + plan.endsAt * (this.#time - life.connectedAt))
    const stampedAt = (isEnd ? (life.endedAt ?? 0) : life.connectedAt) + skews[isEnd ? 1 : 0]
    return {
      ...{ type, connectionId: `c${index}`, source },
      userId: isEnd && !hasUserAtEnd ? undefined : plan.userId,
      timestamp: isReadable ? new Date(stampedAt).toISOString() : 'today',
      ...(isEnd && { errorMessage }),
    }
  }

  /** Events of many connections of one user, which come together and go together. */
  toCrowd(): PresenceEvent[] {
    this.#isCrowdOnline = !this.#isCrowdOnline
    if (this.#isCrowdOnline) this.#crowds++
    const type = this.#isCrowdOnline ? ('connected' as const) : ('disconnected' as const)
    const timestamp = new Date(this.#time).toISOString()
    return Array.from({ length: CROWD }, (_, i) => ({
      ...{ type, connectionId: `crowd ${this.#crowds} ${i}`, userId: 'crowd', source: '/one', timestamp },
    }))
  }
}
