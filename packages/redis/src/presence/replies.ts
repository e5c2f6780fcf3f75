import type {
  Applied,
  Claim,
  ClaimedTransition,
  Connection,
  ConnectionRecord,
  EndedConnection,
  EndedWithoutEvent,
  OnlineUser,
  Outcome,
  Page,
  PresenceEvent,
  PresenceStore,
  StoredChange,
  StoreStatus,
  VerdictOutcome,
} from '@signalr-events/presence'
import { decode } from './text.js'

const outcomes: Readonly<Record<string, Outcome>> = {
  n: 'new',
  g: 'ended',
  u: 'unseen-ended',
  l: 'late',
  s: 'stale',
  r: 'refuted',
  m: 'same',
}

const verdictOutcomes: Readonly<Record<string, VerdictOutcome>> = {
  v: 'verified',
  '1': 'missing-once',
  g: 'ended',
  '-': 'changed',
}

/** A list of texts. Clients may map text to bytes, and numbers to text. */
export function toTexts(reply: unknown): string[] {
  if (!Array.isArray(reply)) throw unknownReply()
  return reply.map(String)
}

/** A letter for each event: a capital one if there is a record of a connection that has ended. */
export function toApplied(reply: unknown, events: readonly PresenceEvent[]): Applied[] {
  const [letters = '', lines = ''] = toTexts(reply)
  const records = lines.split('\n').filter((line) => line !== '')
  const count = letters.replace(/[^A-Z]/g, '').length
  if (letters.length !== events.length || records.length !== count) throw unknownReply()
  let next = 0
  return events.map(({ connectionId }, i) => {
    const letter = letters.charAt(i)
    const outcome = lookUp(outcomes, letter.toLowerCase())
    return new Effect(outcome, connectionId, letter < 'a' ? records[next++] : undefined)
  })
}

/** Its record is read when somebody asks for it, which few do. */
class Effect implements Applied {
  readonly outcome: Outcome
  readonly #connectionId: string
  readonly #record: string | undefined

  constructor(outcome: Outcome, connectionId: string, record: string | undefined) {
    this.outcome = outcome
    this.#connectionId = connectionId
    this.#record = record
  }

  get ended(): EndedConnection | undefined {
    if (this.#record === undefined) return undefined
    const [record = '', endedAt, ...connection] = this.#record.split('\t')
    return {
      connection: toConnection(this.#connectionId, connection),
      endedAt: Number(endedAt),
      errorMessage: toOptional(connection[4]),
      record,
    }
  }
}

export function toVerdictOutcomes(reply: unknown, count: number): VerdictOutcome[] {
  const letters = String(reply)
  if (letters.length !== count) throw unknownReply()
  return [...letters].map((letter) => lookUp(verdictOutcomes, letter))
}

export function toClaim(reply: unknown): Claim {
  const [optionsDiffer, next, count, ...texts] = toTexts(reply)
  const endedSize = 2 * Number(count)
  return {
    optionsDiffer: optionsDiffer === '1',
    next: next === '' ? undefined : Number(next),
    ended: inGroups(texts.slice(0, endedSize), 2).map(toEnded),
    transitions: inGroups(texts.slice(endedSize), 6).map(toTransition),
  }
}

function toEnded([id = '', text = '']: string[]): EndedWithoutEvent {
  const [seenAt, noticedAt, verdict, ...connection] = text.split('\t')
  return {
    connection: toConnection(decode(id), connection),
    endedAt: Number(seenAt),
    noticedAt: Number(noticedAt),
    endedBy: verdict === 'expired' ? 'expiry' : 'reconciliation',
    record: 'r',
  }
}

function toTransition([user = '', state, number, token, attempt, seen]: string[]): ClaimedTransition {
  if (state !== 'online' && state !== 'offline') throw unknownReply()
  return {
    ...{
      userId: decode(user),
      state,
      number: Number(number),
      token: Number(token),
      attempt: Number(attempt),
    },
    lastSeen: seen === '' ? undefined : Number(seen),
  }
}

export function toUsers(reply: unknown): Page<OnlineUser> {
  const [next, ...users] = toTexts(reply)
  const items = inGroups(users, 3).map(([user = '', number, connections]) => ({
    ...{ userId: decode(user), since: new Date(Number(number) / 1000), connections: Number(connections) },
  }))
  return { items, next: next === '' ? undefined : next }
}

export function toRecords(texts: readonly string[]): ConnectionRecord[] {
  return inGroups(texts, 5).map(([id = '', text = '', verifiedAt, missingAt, version = '']) => ({
    connection: toConnection(decode(id), text.split('\t')),
    verifiedAt: Number(verifiedAt),
    missingAt: Number(missingAt),
    version,
  }))
}

export function toChanges(reply: unknown): Awaited<ReturnType<PresenceStore['changes']>> {
  const [cursor, isReset, ...texts] = toTexts(reply)
  const changes = inGroups(texts, 3).map(([number, user = '', state]): StoredChange => {
    if (state !== 'online' && state !== 'offline') throw unknownReply()
    return { number: Number(number), userId: decode(user), state }
  })
  return { changes, cursor: Number(cursor), isReset: isReset === '1' }
}

export function toStatus(reply: unknown): StoreStatus {
  const [now = '', outstanding, unverified, ...fields] = toTexts(reply)
  const meta = new Map(inGroups(fields, 2).map(([name = '', value]) => [name, value]))
  const reconciledAt = meta.get('reconciledAt')
  let tombstones = 0
  for (const [name, value] of meta) if (name.startsWith('tombstones:')) tombstones += Number(value)
  const events = Object.entries(outcomes).map(([letter, name]) => [
    name,
    Number(meta.get(`events:${letter}`) ?? 0),
  ])
  return {
    since: Number(meta.get('since') ?? now),
    tombstones,
    outstanding: Number(outstanding),
    unverified: Number(unverified),
    reconciledAt: reconciledAt === undefined ? undefined : Number(reconciledAt),
    events: Object.fromEntries(events) as Record<Outcome, number>,
  }
}

/** A connection as scripts answer it. */
function toConnection(connectionId: string, texts: readonly string[]): Connection {
  const [connectedAt = '', source = '', user = '', metadata = ''] = texts
  const connection = {
    connectionId,
    userId: toOptional(user),
    source: decode(source),
    connectedAt: toOptional(connectedAt),
  }
  return metadata === '' ? connection : { ...connection, metadata: JSON.parse(decode(metadata)) }
}

function toOptional(text = ''): string | undefined {
  return text === '' ? undefined : decode(text)
}

function inGroups(texts: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, i) =>
    texts.slice(i * size, (i + 1) * size),
  )
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, letter: string): Value {
  const value = table[letter]
  if (value === undefined) throw unknownReply()
  return value
}

function unknownReply(): Error {
  return new Error('redisPresence: the client has not answered as Redis does')
}
