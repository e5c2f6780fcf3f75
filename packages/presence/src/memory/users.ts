import type { ChangeOptions, ClaimedTransition } from '../store.js'
import { Changes, type ReadChanges } from './changes.js'
import { Transitions } from './transitions.js'

/** How long transitions are kept for instances that handle them, after one was last there, in milliseconds. */
const LISTENING_MS = 24 * 60 * 60 * 1000

/** The users of a hub: who is online, who is in grace, who was last seen when. */
export class Users {
  readonly connections: Map<string, Set<string>> = new Map()
  /** The number of the transition by which each user came online, smallest first. */
  readonly #online: Map<string, number> = new Map()
  readonly lastSeen: Map<string, number> = new Map()
  readonly transitions: Transitions = new Transitions()
  readonly #changes = new Changes()
  /** When the grace of users without connections ends. */
  readonly #graceEnds = new Map<string, number>()
  /** No grace ends before. */
  #nextGraceEnd = Number.POSITIVE_INFINITY
  /** Nobody was last seen before. */
  #firstSeen = Number.POSITIVE_INFINITY
  #lastTransition = 0
  #handledAt = Number.NEGATIVE_INFINITY

  /** An instance handles transitions. */
  handle(now: number): void {
    this.#handledAt = now
  }

  connect(userId: string, connectionId: string, now: number): void {
    const ids = this.connections.get(userId)
    if (ids !== undefined) return void ids.add(connectionId)
    this.connections.set(userId, new Set([connectionId]))
    const endsAt = this.#graceEnds.get(userId)
    if (endsAt !== undefined && endsAt > now) return void this.#graceEnds.delete(userId)
    if (endsAt !== undefined) this.#goOffline(userId, now)
    this.#online.set(userId, this.#report(userId, 'online', now))
  }

  disconnect(userId: string, connectionId: string, now: number, { grace }: ChangeOptions): void {
    const ids = this.connections.get(userId)
    ids?.delete(connectionId)
    if (ids?.size !== 0) return
    this.connections.delete(userId)
    if (grace === 0) return void this.#goOffline(userId, now)
    this.#graceEnds.set(userId, now + grace)
    this.#nextGraceEnd = Math.min(this.#nextGraceEnd, now + grace)
  }

  /** How many users are online. Answers never depend on whether the end of a grace was noticed before. */
  count(now: number): number {
    if (now < this.#nextGraceEnd) return this.#online.size
    return this.#online.size - [...this.#graceEnds.values()].filter((endsAt) => endsAt <= now).length
  }

  /** The number of the transition by which a user came online, or `undefined` for one who is offline. */
  onlineSince(userId: string, now: number): number | undefined {
    return this.#isGraceOver(userId, now) ? undefined : this.#online.get(userId)
  }

  /** Users with the numbers of the transitions by which they came online, smallest first. */
  listOnline(now: number): (readonly [userId: string, number: number])[] {
    return [...this.#online].filter(([userId]) => !this.#isGraceOver(userId, now))
  }

  /** Users whose grace is over go offline, the first to end first. */
  endGrace(now: number): void {
    if (now < this.#nextGraceEnd) return
    const over = [...this.#graceEnds].filter(([, endsAt]) => endsAt <= now)
    for (const [userId] of over.sort(([, a], [, b]) => a - b)) this.#goOffline(userId, now)
  }

  #isGraceOver(userId: string, now: number): boolean {
    const endsAt = this.#graceEnds.get(userId)
    return endsAt !== undefined && endsAt <= now
  }

  see(userId: string | undefined, at: number, now: number, { lastSeenFor }: ChangeOptions): void {
    if (userId === undefined || lastSeenFor === 0 || at < now - lastSeenFor) return
    // Clocks differ, but nobody was seen in the future.
    const seenAt = Math.max(Math.min(at, now), this.lastSeen.get(userId) ?? 0)
    this.lastSeen.set(userId, seenAt)
    this.#firstSeen = Math.min(this.#firstSeen, seenAt)
  }

  /** Looks at every user, but only if one was last seen earlier. */
  forgetLastSeen(until: number): void {
    if (this.#firstSeen >= until) return
    this.#firstSeen = Number.POSITIVE_INFINITY
    for (const [userId, at] of this.lastSeen) {
      if (at < until) this.lastSeen.delete(userId)
      else this.#firstSeen = Math.min(this.#firstSeen, at)
    }
  }

  claim(now: number, lease: number, limit: number): ClaimedTransition[] {
    const claimed = this.transitions.claim(now, lease, limit)
    return claimed.map((each) => ({ ...each, lastSeen: this.lastSeen.get(each.userId) }))
  }

  /** When grace ends or a transition is due, in milliseconds since 1970. */
  nextAt(handles: boolean): number {
    this.#nextGraceEnd = Number.POSITIVE_INFINITY
    for (const endsAt of this.#graceEnds.values()) this.#nextGraceEnd = Math.min(this.#nextGraceEnd, endsAt)
    return handles ? Math.min(this.#nextGraceEnd, this.transitions.nextAt()) : this.#nextGraceEnd
  }

  forget(userId: string, now: number): boolean {
    if (this.connections.has(userId)) return false
    const isMissing = this.#online.delete(userId) || this.#changes.has(userId)
    for (const each of [this.#graceEnds, this.lastSeen]) each.delete(userId)
    this.transitions.forget(userId)
    // Changes of the user are missing from now on, so readers list the users again.
    if (isMissing) this.#changes.reset(this.#nextNumber(now))
    return true
  }

  /** The last changes. A store that restarts has later numbers. */
  readChanges(cursor: number | undefined, size: number, now: number): ReadChanges {
    this.#lastTransition ||= now * 1000
    return this.#changes.read(cursor, size, this.#lastTransition, now)
  }

  #goOffline(userId: string, now: number): void {
    this.#graceEnds.delete(userId)
    this.#online.delete(userId)
    this.#report(userId, 'offline', now)
  }

  #nextNumber(now: number): number {
    this.#lastTransition = Math.max(this.#lastTransition + 1, now * 1000)
    return this.#lastTransition
  }

  #report(userId: string, state: 'online' | 'offline', now: number): number {
    this.#nextNumber(now)
    const isHandled = now - this.#handledAt < LISTENING_MS
    // One that is outstanding follows its user, even if no instance has handled any for long.
    if (isHandled || this.transitions.has(userId))
      this.transitions.report(userId, state, this.#lastTransition, now)
    this.#changes.add({ userId, state, number: this.#lastTransition }, now)
    return this.#lastTransition
  }
}
