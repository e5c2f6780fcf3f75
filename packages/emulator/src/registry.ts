import type { Connection, Hub, Link } from './connection.js'
import { createHub } from './hub.js'
import { createSecret } from './ids.js'
import type { Settings } from './settings.js'
import { type Claims, toUserId } from './token.js'

/** How long the token of an ended connection is still known: a client that says goodbye twice gets no error. */
const TOMBSTONE_MS = 5000

/** All connections of the service. */
export interface Registry {
  /** Including those that are not open. */
  readonly connections: ReadonlyMap<string, Connection>
  readonly hubs: ReadonlyMap<string, Hub>
  /** A new connection. With version 0 of negotiate, its id is its token. */
  create(hubName: string, claims: Claims, version: 0 | 1): Connection
  find(token: string): Connection | undefined
  /** The hub of a name in any case. */
  hub(name: string): Hub
  remove(connection: Connection): void
  /** The transport of a connection that ended a moment ago; `null` if it had none. */
  findEnded(token: string): Link | null | undefined
  forgetEnded(now: number): void
}

export function createRegistry({ createId, hubName: spelling }: Settings): Registry {
  const connections = new Map<string, Connection>()
  const hubs = new Map<string, Hub>()
  const ended = new Map<string, { readonly link: Link | null; readonly at: number }>()

  function hub(name: string): Hub {
    const key = name.toLowerCase()
    const found = hubs.get(key) ?? createHub(key)
    hubs.set(key, found)
    return found
  }

  return {
    connections,
    hubs,
    create(hubName, claims, version) {
      const id = createId()
      const connection: Connection = {
        ...{ hub: hub(hubName), hubName: spelling === 'lower' ? hubName.toLowerCase() : hubName },
        ...{ id, token: version === 0 ? id : createSecret(), claims },
        ...{ userId: toUserId(claims), expiresAt: toExpiry(claims), state: 'negotiated' },
        ...{ link: undefined, protocol: undefined, frames: undefined, groups: new Set<string>(), since: 0 },
        ...{ stateAt: performance.now(), receivedAt: 0, sentAt: 0, isReported: false, frozen: undefined },
      }
      connections.set(connection.token, connection)
      return connection
    },
    find: (token) => connections.get(token),
    hub,
    remove({ token, link = null }) {
      connections.delete(token)
      ended.set(token, { link, at: performance.now() })
    },
    findEnded: (token) => ended.get(token)?.link,
    forgetEnded(now) {
      for (const [token, { at }] of ended) {
        if (now - at < TOMBSTONE_MS) return
        ended.delete(token)
      }
    },
  }
}

/** When a connection ends with its token, which the application asks for by a claim. */
function toExpiry(claims: Claims): number | undefined {
  const { 'asrs.s.coae': closes, 'asrs.s.aeo': at, exp } = claims
  if (String(closes).toLowerCase() !== 'true') return undefined
  const seconds = Number(at ?? exp)
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}
