import type { Connection, Outcome, PresenceEvent, PresenceStore } from '@signalr-events/presence'
import { type RedisClient, toEvaluate } from '../client.js'
import { apply, hubs, read } from './scripts.js'

/** Options of {@link redisPresence}. */
export interface RedisPresenceOptions {
  /** What keys begin with, without braces. @default 'signalr-presence:' */
  readonly prefix?: string | undefined
}

const hour = 60 * 60 * 1000
const window = String(24.5 * hour)
const life = String(25 * hour)
/** Events in one call: a longer script would hold up the server. */
const perCall = 250

const outcomes: Readonly<Record<string, Outcome>> = {
  n: 'new',
  g: 'ended',
  u: 'unseen-ended',
  l: 'late',
  s: 'stale',
  '=': 'same',
}

/**
 * Who is online, in Redis 6 or later: one answer for any number of instances.
 *
 * @param client of `redis` or `ioredis`, which you connect and close
 * @throws {TypeError} for what is no client or a wrong prefix
 */
export function redisPresence(client: RedisClient, options: RedisPresenceOptions = {}): PresenceStore {
  const { prefix = 'signalr-presence:' } = options
  if (typeof prefix !== 'string' || /[{}]/.test(prefix))
    throw new TypeError("redisPresence: 'prefix' must be a string without braces")
  const evaluate = toEvaluate('redisPresence', client)
  // Any text is a hub, so its tag is encoded: braces would decide the slot.
  const toKeys = (hub: string) => {
    const tag = Buffer.from(hub, 'utf16le').toString('base64url')
    return ['c', 'u', 't', 'l', 'm'].map((letter) => `${prefix}{h${tag}}${letter}`)
  }
  const ask = async (hub: string, ...args: string[]) => (await evaluate(read, toKeys(hub), args)) as unknown[]

  return {
    async apply(hub, events) {
      const keys = toKeys(hub)
      const added = evaluate(hubs, [`${prefix}hubs`], [JSON.stringify(hub)])
      const sent = toCalls(events).map((args) => evaluate(apply, keys, [window, life, ...args]))
      const [, ...letters] = await Promise.all([added, ...sent])
      return [...letters.join('')].map(toOutcome)
    },
    connectionsOf: async (hub, userId) => (await ask(hub, 'user', JSON.stringify(userId))).map(toConnection),
    connections: async (hub) => (await ask(hub, 'all')).map(toConnection),
    async count(hub) {
      const [users, connections] = await ask(hub, 'count')
      return { users: Number(users), connections: Number(connections) }
    },
    async lastSeen(hub, userId) {
      const [at] = await ask(hub, 'seen', JSON.stringify(userId))
      return at === '' ? undefined : Number(at)
    },
    async since(hub) {
      const [at] = await ask(hub, 'since')
      return at === '' ? Date.now() : Number(at)
    },
    async hubs() {
      const names = (await evaluate(hubs, [`${prefix}hubs`], [])) as unknown[]
      return names.map((name) => JSON.parse(String(name)) as string)
    },
  }
}

function toCalls(events: readonly PresenceEvent[]): string[][] {
  const calls: string[][] = []
  for (let i = 0; i < events.length; i += perCall) calls.push(events.slice(i, i + perCall).flatMap(toArgs))
  return calls
}

function toArgs({ type, connectionId, userId, source, timestamp, at }: PresenceEvent): string[] {
  const record = JSON.stringify({ connectionId, userId, source, connectedAt: timestamp })
  const user = userId === undefined ? '' : JSON.stringify(userId)
  return [
    type === 'connected' ? 'c' : 'd',
    JSON.stringify(connectionId),
    user,
    record,
    String(Math.trunc(at)),
  ]
}

function toConnection(line: unknown): Connection {
  const text = String(line)
  const parsed = JSON.parse(text.slice(text.indexOf('\n') + 1)) as Connection
  return { ...parsed, userId: parsed.userId }
}

function toOutcome(letter: string): Outcome {
  const outcome = outcomes[letter]
  if (outcome === undefined) throw new Error('redisPresence: unknown reply from Redis')
  return outcome
}
