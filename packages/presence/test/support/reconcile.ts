import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServiceClient } from '@signalr-events/management'
import {
  createPresence,
  memoryPresence,
  type PresenceErrorCode,
  type PresenceEvent,
  type PresenceOptions,
  type PresenceStore,
  type ReconcileOptions,
} from '@signalr-events/presence'
import { listen } from '@signalr-events/testing/mounts'
import { onTestFinished } from 'vitest'

// The service is a server that answers as Azure does, or as badly as it can; the client is the one that users have.

export const minute = 60_000
export const hour: number = 60 * minute
/** A time in milliseconds since 1970 as events have it. */
export const toTimestamp = (ms: number): string => new Date(ms).toISOString()
export const source = '/subscriptions/s/resourceGroups/g/providers/Microsoft.SignalRService/SignalR/localhost'
export const change = { grace: 0, lastSeenFor: hour, handles: false, sessions: true, asks: true }

/** Answers a question about a connection. */
export type Answer = (connectionId: string, response: ServerResponse, request: IncomingMessage) => void

export const missing: Answer = (_, response) =>
  response.writeHead(404, { 'x-ms-error-code': 'Warning.Connection.NotExisted' }).end()
/** All connections exist, but those that have never been. */
export const exists: Answer = (id, ...rest) => (isProbe(id) ? missing : yes)(id, ...rest)
/** As a web site that answers every path. */
export const yes: Answer = (_, response) => response.end()
export const fail =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end()
/** Those of a list are missing. */
export const missingAre =
  (...ids: string[]): Answer =>
  (id, ...rest) =>
    (ids.includes(id) ? missing : exists)(id, ...rest)

/** Whether the question is whether the service says yes to everything. */
export const isProbe = (id: string): boolean => id.startsWith('never-')

/**
 * Starts a service, with what it was asked.
 *
 * @param timeout of the client, in milliseconds
 */
export async function startService(answer: Answer, timeout = 10_000) {
  const asked: string[] = []
  const paths: string[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://localhost').pathname
    const id = decodeURIComponent(path.split('/').at(-1) ?? '')
    paths.push(path)
    if (!isProbe(id)) asked.push(id)
    answer(id, response, request)
  })
  // The client keeps connections as long as it likes.
  server.keepAliveTimeout = 0
  const { url, close } = await listen(server)
  onTestFinished(close)
  const connectionString = `Endpoint=${url};AccessKey=${'a'.repeat(43)};Version=1.0;`
  return { asked, paths, connectionString, service: createServiceClient(connectionString, { timeout }) }
}

export interface OpenOptions extends PresenceOptions {
  /** How old the connections are, in milliseconds. @default an hour */
  readonly age?: number
  readonly reconcile?: ReconcileOptions
  /** Time limit of a question, in milliseconds. */
  readonly limit?: number | undefined
  /** Puts something in front of the store. */
  readonly wrap?: (store: PresenceStore) => PresenceStore
}

/** Presence with connections that are an hour old, and a clock. */
export async function open(answer: Answer, ids: readonly string[], options: OpenOptions = {}) {
  const { reconcile = {}, wrap = (store) => store, age = hour, limit, ...more } = options
  let time = Date.parse('2026-01-01T00:00:00Z')
  const store = wrap(memoryPresence({ now: () => time }))
  const { service, ...rest } = await startService(answer, limit)
  const codes: PresenceErrorCode[] = []
  const openInstance = () => {
    const presence = createPresence({
      ...{ store, service, grace: 0, onError: ({ code }) => void codes.push(code) },
      reconcile: { perSecond: 1_000, ...reconcile },
      ...more,
    })
    onTestFinished(() => presence.close())
    return presence
  }
  const presence = openInstance()
  const apply = (
    type: PresenceEvent['type'],
    list: readonly string[],
    event: Partial<PresenceEvent> = {},
  ) => {
    const timestamp = toTimestamp(time)
    const events = list.map((connectionId) => ({
      ...{ type, connectionId, userId: `user of ${connectionId}`, source, timestamp },
      ...event,
    }))
    return store.apply('chat', events, change)
  }
  await apply('connected', ids)
  time += age
  const wait = (ms: number) => {
    time += ms
  }
  const run = async () => {
    const [result] = await presence.reconcile('chat')
    wait(30_000)
    return result
  }
  const list = async () => {
    const found: string[] = []
    for await (const { connectionId } of presence.connections('chat')) found.push(connectionId)
    return found.sort()
  }
  const reconciledAt = async () => (await presence.status('chat')).reconciledAt
  const now = () => time
  return { presence, openInstance, store, service, codes, run, list, apply, wait, now, reconciledAt, ...rest }
}

export const toIds = (count: number, name = 'c'): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i}`)

type Written = 'judge' | 'reconciled' | 'taken' | 'forget'

/** A store that notes what is written to it besides events. */
export function noteWrites(store: PresenceStore, note: (name: Written) => void): PresenceStore {
  function noting<Args extends unknown[], Result>(name: Written, write: (...args: Args) => Result) {
    return (...args: Args) => {
      note(name)
      return write(...args)
    }
  }
  return {
    ...store,
    judge: noting('judge', store.judge),
    reconciled: noting('reconciled', store.reconciled),
    taken: noting('taken', store.taken),
    forget: noting('forget', store.forget),
  }
}
