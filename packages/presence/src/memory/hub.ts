import { decide, type Outcome, outcomes, REFUTE_MS, type State } from '../model.js'
import type {
  Applied,
  ChangeOptions,
  Claim,
  EndedConnection,
  EndedWithoutEvent,
  PresenceEvent,
  StoreStatus,
  Verdict,
  VerdictOutcome,
} from '../store.js'
import { Metadata } from './metadata.js'
import { type MemoryRecord, toConnection, versionOf } from './record.js'
import { type Ended, recordOf, Tombstones, toEnded } from './tombstones.js'
import { Users } from './users.js'

/** Connections that are kept at most until the service was asked about them. */
const MAX_UNVERIFIED = 10_000

const MINUTE_MS = 60_000

/** Connections that ended without an event and are handed out at a time. */
const MAX_ENDED = 100

/** The record of a connection that ended without an event. */
const WITHOUT_EVENT = 'without event'

/** One hub in memory. */
export class MemoryHub {
  readonly users: Users = new Users()
  readonly connections: Map<string, MemoryRecord> = new Map()
  /** Connections whose events were too old to be believed. */
  readonly unverified: Map<string, MemoryRecord> = new Map()
  readonly metadata: Metadata = new Metadata()
  reconciledAt: number | undefined
  readonly #since: number
  readonly #tombstones: Tombstones
  /** Connections that ended without an event, not yet taken. */
  readonly #endedWithoutEvent = new Map<string, EndedWithoutEvent>()
  readonly #counts = new Map<Outcome, number>()
  #number = 0
  #options = ''

  constructor(maxTombstones: number, since: number) {
    this.#since = since
    this.#tombstones = new Tombstones(maxTombstones, since)
  }

  get hasHadEvents(): boolean {
    return this.#counts.size > 0
  }

  apply(event: PresenceEvent, now: number, options: ChangeOptions): Applied {
    if (options.handles) this.users.handle(now)
    const id = event.connectionId
    const record = this.connections.get(id)
    const state: State = record ? 'online' : this.#tombstones.has(id) ? 'gone' : 'unseen'
    const parsed = Date.parse(event.timestamp)
    const at = Number.isNaN(parsed) ? now : parsed
    let outcome = decide(event.type, state, now - at, this.#tombstones.window(now))
    if (outcome === 'ended' && record && at + REFUTE_MS < record.verifiedAt) outcome = 'refuted'
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1)
    return { outcome, ended: this.#change(outcome, event, at, now, options) }
  }

  #change(
    outcome: Outcome,
    event: PresenceEvent,
    at: number,
    now: number,
    options: ChangeOptions,
  ): EndedConnection | undefined {
    const { type, connectionId, userId, source, timestamp, errorMessage } = event
    if (outcome === 'new') this.#admit(this.#toRecord(event), now)
    if (outcome === 'ended') return this.#end(event, at, now, options)
    if (outcome === 'stale') this.#doubt(event, now, options)
    if (outcome === 'unseen-ended') {
      this.users.see(userId, at, now, options)
      this.#bury(connectionId, { userId, source, connectedAt: undefined, endedAt: at, errorMessage }, now)
    }
    const ended = outcome === 'late' || outcome === 'same' ? this.#tombstones.get(connectionId) : undefined
    if (ended === undefined) return undefined
    if (outcome === 'same') {
      const isNeeded = type === 'disconnected' && (options.sessions || userId === undefined)
      return isNeeded ? toEnded(connectionId, ended) : undefined
    }
    if (ended.connectedAt !== undefined) return toEnded(connectionId, ended)
    // A user that was known has been seen, and may have been erased since.
    if (ended.userId === undefined) this.users.see(userId, ended.endedAt, now, options)
    const completed = { ...ended, userId, source, connectedAt: timestamp }
    this.#bury(connectionId, completed, now)
    return toEnded(connectionId, completed)
  }

  #end(
    { connectionId, userId, errorMessage }: PresenceEvent,
    at: number,
    now: number,
    options: ChangeOptions,
  ): EndedConnection | undefined {
    const record = this.connections.get(connectionId)
    if (record === undefined) return undefined
    const connection = toConnection(record, this.metadata.get(connectionId))
    this.#close(record, at, now, options)
    const isNeeded = options.sessions || (userId === undefined && record.userId !== undefined)
    this.#bury(connectionId, isNeeded ? { ...connection, endedAt: at, errorMessage } : undefined, now)
    return { connection, endedAt: at, errorMessage, record: recordOf(connection) }
  }

  #doubt(event: PresenceEvent, now: number, { asks }: ChangeOptions): void {
    const id = event.connectionId
    // Its connected event may have a later time, by another clock.
    if (event.type === 'disconnected') this.#bury(id, undefined, now)
    else if (asks && this.unverified.size < MAX_UNVERIFIED && !this.unverified.has(id))
      this.unverified.set(id, this.#toRecord(event))
  }

  judge(each: Verdict, now: number, options: ChangeOptions): VerdictOutcome {
    if (options.handles) this.users.handle(now)
    const { connectionId, version, verdict, askedAt, between } = each
    const believed = this.connections.get(connectionId)
    const record = believed ?? this.unverified.get(connectionId)
    if (record === undefined || (version !== undefined && version !== versionOf(record))) return 'changed'
    if (verdict === 'exists') {
      record.verifiedAt = Math.max(record.verifiedAt, askedAt)
      record.missingAt = 0
      // Connections are in the order of their numbers.
      if (believed === undefined) this.#admit({ ...record, number: ++this.#number }, now)
      return 'verified'
    }
    if (verdict === 'missing' && (record.missingAt === 0 || askedAt - record.missingAt < between)) {
      record.missingAt ||= askedAt
      return 'missing-once'
    }
    if (believed === undefined) {
      this.unverified.delete(connectionId)
      // Its event may be repeated.
      if (verdict === 'erased') this.#bury(connectionId, undefined, now)
    } else this.#endWithoutEvent(believed, each, now, options)
    return 'ended'
  }

  #endWithoutEvent(record: MemoryRecord, verdict: Verdict, now: number, options: ChangeOptions): void {
    const { seenAt, askedAt } = verdict
    const { connectionId } = record
    const connection = toConnection(record, this.metadata.get(connectionId))
    this.#close(record, seenAt, now, options)
    this.#bury(connectionId, undefined, now)
    if (!options.sessions || verdict.verdict === 'erased') return
    const endedBy = verdict.verdict === 'expired' ? 'expiry' : 'reconciliation'
    const ended = { connection, endedAt: seenAt, noticedAt: askedAt, record: WITHOUT_EVENT, endedBy } as const
    this.#endedWithoutEvent.set(connectionId, ended)
  }

  claim(now: number, options: ChangeOptions & { readonly lease: number; readonly limit: number }): Claim {
    const { handles, lease, limit, lastSeenFor } = options
    if (handles) this.users.handle(now)
    this.users.endGrace(now)
    this.users.forgetLastSeen(toWholeMinute(now - lastSeenFor))
    this.metadata.forgetExpired(now)
    const transitions = handles ? this.users.claim(now, lease, limit) : []
    const nextAt = this.users.nextAt(handles)
    return {
      transitions,
      ended: options.sessions ? [...this.#endedWithoutEvent.values()].slice(0, MAX_ENDED) : [],
      optionsDiffer: this.#noteOptions(options),
      next: Number.isFinite(nextAt) ? Math.max(0, nextAt - now) : undefined,
    }
  }

  taken(connectionId: string, record: string): void {
    if (record === WITHOUT_EVENT) return void this.#endedWithoutEvent.delete(connectionId)
    const ended = this.#tombstones.get(connectionId)
    // One that was completed after it was answered stays.
    if (ended && record === recordOf(ended)) this.#tombstones.strip(connectionId)
  }

  setMetadata(connectionId: string, text: string, now: number, keepFor: number): void {
    this.metadata.forgetExpired(now)
    this.metadata.set(connectionId, text, this.connections.has(connectionId) ? undefined : now + keepFor)
  }

  status(): StoreStatus {
    const events = Object.fromEntries(outcomes.map((each) => [each, this.#counts.get(each) ?? 0]))
    return {
      since: this.#since,
      tombstones: this.#tombstones.size,
      outstanding: this.users.transitions.size,
      unverified: this.unverified.size,
      reconciledAt: this.reconciledAt,
      events: events as Record<Outcome, number>,
    }
  }

  /** Whether another instance has other options. */
  #noteOptions({ grace, lastSeenFor }: ChangeOptions): boolean {
    const before = this.#options
    this.#options = `${grace} ${lastSeenFor}`
    return before !== '' && before !== this.#options
  }

  #toRecord({ connectionId, userId, source, timestamp }: PresenceEvent): MemoryRecord {
    const number = ++this.#number
    return { connectionId, userId, source, connectedAt: timestamp, number, verifiedAt: 0, missingAt: 0 }
  }

  #admit(record: MemoryRecord, now: number): void {
    const { connectionId, userId } = record
    this.unverified.delete(connectionId)
    this.metadata.admit(connectionId, now)
    this.connections.set(connectionId, record)
    if (userId !== undefined) this.users.connect(userId, connectionId, now)
  }

  #close({ connectionId, userId }: MemoryRecord, at: number, now: number, options: ChangeOptions): void {
    this.connections.delete(connectionId)
    this.metadata.delete(connectionId)
    if (userId === undefined) return
    this.users.see(userId, at, now, options)
    this.users.disconnect(userId, connectionId, now, options)
  }

  #bury(connectionId: string, ended: Ended | undefined, now: number): void {
    this.unverified.delete(connectionId)
    this.#tombstones.add(connectionId, ended, now)
  }
}

/** What is too old is looked for once a minute. */
function toWholeMinute(time: number): number {
  return Math.floor(time / MINUTE_MS) * MINUTE_MS
}
