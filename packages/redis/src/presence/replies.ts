import type {
  Applied,
  Claim,
  ClaimedTransition,
  Connection,
  OnlineUser,
  Outcome,
  Page,
  Scanned,
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
  '=': 'same',
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

/** @param ids of the connections, in the order of the events */
export function toApplied(reply: unknown, ids: readonly string[]): Applied[] {
  const [letters = '', ...records] = toTexts(reply)
  if (letters.length !== ids.length) throw unknownReply()
  const applied: { outcome: Outcome; connection: Connection | undefined }[] = [...letters].map((letter) => ({
    outcome: lookUp(outcomes, letter),
    connection: undefined,
  }))
  for (const [place = '', record = ''] of inGroups(records, 2)) {
    const each = applied[Number(place)]
    if (each) each.connection = toConnection(ids[Number(place)] ?? '', record)
  }
  return applied
}

export function toVerdictOutcomes(reply: unknown, count: number): VerdictOutcome[] {
  const letters = String(reply)
  if (letters.length !== count) throw unknownReply()
  return [...letters].map((letter) => lookUp(verdictOutcomes, letter))
}

export function toClaim(reply: unknown): Claim {
  const [optionsDiffer, next, ...transitions] = toTexts(reply)
  return {
    optionsDiffer: optionsDiffer === '1',
    next: next === '' ? undefined : Number(next),
    transitions: inGroups(transitions, 6).map(toTransition),
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

export function toScanned(texts: readonly string[]): Scanned[] {
  return inGroups(texts, 4).map(([id = '', record = '', verifiedAt, version = '']) => ({
    connection: toConnection(decode(id), record),
    verifiedAt: Number(verifiedAt),
    version,
  }))
}

export function toStatus(reply: unknown): StoreStatus {
  const [now = '', outstanding, ...fields] = toTexts(reply)
  const meta = new Map(inGroups(fields, 2).map(([name = '', value]) => [name, value]))
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
    events: Object.fromEntries(events) as Record<Outcome, number>,
  }
}

/** A record as scripts answer it. */
function toConnection(connectionId: string, record: string): Connection {
  const [connectedAt = '', source = '', user = ''] = record.split('\t')
  return {
    connectionId,
    userId: user === '' ? undefined : decode(user),
    source: decode(source),
    connectedAt: connectedAt === '' ? undefined : decode(connectedAt),
  }
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
