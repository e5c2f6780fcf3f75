import { decide, type Outcome, outcomes, REFUTE_MS, type State } from '../model.js'
import type {
  Applied,
  ChangeOptions,
  Claim,
  Connection,
  PresenceEvent,
  StoreStatus,
  Verdict,
  VerdictOutcome,
} from '../store.js'
import { type ConnectionRecord, toConnection, versionOf } from './record.js'
import { Tombstones } from './tombstones.js'
import { Transitions } from './transitions.js'

/** How long transitions are kept for instances that handle them, after one was last there, in milliseconds. */
const LISTENING_MS = 24 * 60 * 60 * 1000

/** One hub in memory. */
export class MemoryHub {
  readonly connections: Map<string, ConnectionRecord> = new Map()
  readonly usersConnections: Map<string, Set<string>> = new Map()
  /** The number of the transition by which each user came online, smallest first. */
  readonly online: Map<string, number> = new Map()
  /** When the grace of users without connections ends. */
  readonly #graceEnds = new Map<string, number>()
  /** No grace ends before. */
  #nextGraceEnd = Number.POSITIVE_INFINITY
  readonly lastSeen: Map<string, number> = new Map()
  readonly #since: number
  readonly #tombstones: Tombstones
  readonly #transitions = new Transitions()
  readonly #counts = new Map<Outcome, number>()
  #number = 0
  #lastTransition = 0
  #handledAt = Number.NEGATIVE_INFINITY
  #options = ''

  constructor(maxTombstones: number, now: number) {
    this.#since = now
    this.#tombstones = new Tombstones(maxTombstones, now)
  }

  apply(event: PresenceEvent, now: number, options: ChangeOptions): Applied {
    if (options.handles) this.#handledAt = now
    const id = event.connectionId
    const record = this.connections.get(id)
    const state: State = record ? 'online' : this.#tombstones.has(id) ? 'gone' : 'unseen'
    const at = event.at ?? now
    let outcome = decide(event.type, state, now - at, this.#tombstones.window(now))
    if (outcome === 'ended' && record && at + REFUTE_MS < record.verifiedAt) outcome = 'refuted'
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1)
    return { outcome, connection: this.#change(outcome, event, at, now, options) }
  }

  #change(
    outcome: Outcome,
    event: PresenceEvent,
    at: number,
    now: number,
    options: ChangeOptions,
  ): Connection | undefined {
    const { connectionId, userId, source, timestamp } = event
    if (outcome === 'new') this.#open(event, now)
    if (outcome === 'ended') {
      const record = this.#close(connectionId, at, now, options)
      const isNeeded = userId === undefined && record?.userId !== undefined
      this.#tombstones.add(connectionId, isNeeded ? { ...record, endedAt: at } : undefined, now)
      return record && toConnection(record)
    }
    if (outcome === 'unseen-ended') {
      this.#see(userId, at, options)
      this.#tombstones.add(connectionId, { userId, source, connectedAt: undefined, endedAt: at }, now)
    }
    const ended = outcome === 'late' || outcome === 'same' ? this.#tombstones.get(connectionId) : undefined
    if (outcome === 'late') this.#see(userId, ended?.endedAt ?? at, options)
    if (outcome === 'late' && ended)
      this.#tombstones.add(connectionId, { ...ended, userId, source, connectedAt: timestamp }, now)
    if (event.type === 'connected' || userId !== undefined || ended === undefined) return undefined
    return { connectionId, userId: ended.userId, source: ended.source, connectedAt: ended.connectedAt }
  }

  judge(
    { connectionId, version, verdict, askedAt, between, seenAt }: Verdict,
    now: number,
    options: ChangeOptions,
  ): VerdictOutcome {
    const record = this.connections.get(connectionId)
    if (record === undefined || (version !== undefined && version !== versionOf(record))) return 'changed'
    if (verdict === 'exists') {
      record.verifiedAt = Math.max(record.verifiedAt, askedAt)
      record.missingAt = 0
      return 'verified'
    }
    if (verdict === 'missing' && (record.missingAt === 0 || askedAt - record.missingAt < between)) {
      record.missingAt ||= askedAt
      return 'missing-once'
    }
    this.#close(connectionId, seenAt, now, options)
    this.#tombstones.add(connectionId, undefined, now)
    return 'ended'
  }

  claim(now: number, options: ChangeOptions & { readonly lease: number; readonly limit: number }): Claim {
    if (options.handles) this.#handledAt = now
    const optionsDiffer = this.#noteOptions(options)
    this.endGrace(now)
    this.#forgetLastSeen(now - options.lastSeenFor)
    const claimed = options.handles ? this.#transitions.claim(now, options.lease, options.limit) : []
    const transitions = claimed.map((each) => ({ ...each, lastSeen: this.lastSeen.get(each.userId) }))
    const nextAt = Math.min(
      this.#nextGraceEnd,
      options.handles ? this.#transitions.nextAt() : Number.POSITIVE_INFINITY,
    )
    return {
      transitions,
      optionsDiffer,
      next: Number.isFinite(nextAt) ? Math.max(0, nextAt - now) : undefined,
    }
  }

  settle(userId: string, token: number, now: number, retryMs: number | undefined): void {
    this.#transitions.settle(userId, token, now, retryMs)
  }

  forget(userId: string): void {
    for (const each of [this.online, this.#graceEnds, this.lastSeen]) each.delete(userId)
    this.#transitions.forget(userId)
  }

  /** Users whose grace is over go offline. */
  endGrace(now: number): void {
    if (now < this.#nextGraceEnd) return
    this.#nextGraceEnd = Number.POSITIVE_INFINITY
    for (const [userId, endsAt] of this.#graceEnds) {
      if (endsAt <= now) this.#goOffline(userId, now)
      else this.#nextGraceEnd = Math.min(this.#nextGraceEnd, endsAt)
    }
  }

  status(): StoreStatus {
    const events = Object.fromEntries(outcomes.map((each) => [each, this.#counts.get(each) ?? 0]))
    return {
      since: this.#since,
      tombstones: this.#tombstones.size,
      outstanding: this.#transitions.size,
      events: events as Record<Outcome, number>,
    }
  }

  /** Whether another instance has other options. */
  #noteOptions({ grace, lastSeenFor }: ChangeOptions): boolean {
    const before = this.#options
    this.#options = `${grace} ${lastSeenFor}`
    return before !== '' && before !== this.#options
  }

  #open(event: PresenceEvent, now: number): void {
    const { connectionId, userId, source, timestamp } = event
    const known = { connectionId, userId, source, connectedAt: timestamp }
    const evidence = { number: ++this.#number, verifiedAt: 0, missingAt: 0 }
    this.connections.set(connectionId, { ...known, ...evidence })
    if (userId === undefined) return
    const ids = this.usersConnections.get(userId)
    if (ids) return void ids.add(connectionId)
    this.usersConnections.set(userId, new Set([connectionId]))
    this.#goOnline(userId, now)
  }

  #close(id: string, at: number, now: number, options: ChangeOptions): ConnectionRecord | undefined {
    const record = this.connections.get(id)
    this.connections.delete(id)
    const userId = record?.userId
    if (userId === undefined) return record
    this.#see(userId, at, options)
    const ids = this.usersConnections.get(userId)
    ids?.delete(id)
    if (ids?.size !== 0) return record
    this.usersConnections.delete(userId)
    this.#graceEnds.set(userId, now + options.grace)
    this.#nextGraceEnd = Math.min(this.#nextGraceEnd, now + options.grace)
    this.endGrace(now)
    return record
  }

  #goOnline(userId: string, now: number): void {
    this.endGrace(now)
    if (!this.#graceEnds.delete(userId)) this.online.set(userId, this.#report(userId, 'online', now))
  }

  #goOffline(userId: string, now: number): void {
    this.#graceEnds.delete(userId)
    this.online.delete(userId)
    this.#report(userId, 'offline', now)
  }

  #report(userId: string, state: 'online' | 'offline', now: number): number {
    this.#lastTransition = Math.max(this.#lastTransition + 1, now * 1000)
    const isHandled = now - this.#handledAt < LISTENING_MS
    if (isHandled) this.#transitions.report(userId, state, this.#lastTransition, now)
    return this.#lastTransition
  }

  #see(userId: string | undefined, at: number, { lastSeenFor }: ChangeOptions): void {
    if (userId === undefined || lastSeenFor === 0) return
    const seenAt = Math.max(at, this.lastSeen.get(userId) ?? at)
    // The users seen last are last.
    this.lastSeen.delete(userId)
    this.lastSeen.set(userId, seenAt)
  }

  #forgetLastSeen(until: number): void {
    for (const [userId, at] of this.lastSeen) {
      if (at >= until) return
      this.lastSeen.delete(userId)
    }
  }
}
