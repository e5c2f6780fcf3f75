import { toAudience } from '../audience.js'
import { type Connection, sendData } from '../connection.js'
import type { Context } from '../context.js'
import { addToGroup, removeFromGroup } from '../hub.js'
import { messageTypes, type Protocol } from '../protocol/messages.js'
import { badRequest } from './answer.js'
import type { Payload } from './body.js'
import type { Call, Result } from './call.js'
import { listConnections } from './list.js'
import type { OperationName } from './operations.js'

const none: ReadonlySet<Connection> = new Set()
const connectionsOf = {
  hub: ({ hub }: Call): Iterable<Connection> => hub.connections.values(),
  user: ({ hub, user }: Call): Iterable<Connection> => hub.users.get(user) ?? none,
  group: ({ hub, group }: Call): Iterable<Connection> => hub.groups.get(group) ?? none,
  connection: ({ hub, connectionId }: Call): Iterable<Connection> =>
    [hub.connections.get(connectionId) ?? []].flat(),
}
type Scope = keyof typeof connectionsOf

/** The connections that a call is for, without those that it excludes. A copy, since they may leave meanwhile. */
function select(call: Call, scope: Scope): Connection[] {
  const excluded = new Set(call.query.getAll('excluded'))
  return [...connectionsOf[scope](call)].filter(({ id }) => !excluded.has(id))
}

/** Calls a method of clients, written once for each protocol. Returns how many. */
export function send(connections: readonly Connection[], { target, arguments: args }: Payload): number {
  const written = new Map<Protocol, string | Uint8Array>()
  for (const connection of connections) {
    const { protocol } = connection
    if (protocol === undefined) continue
    const data =
      written.get(protocol) ?? protocol.encode({ type: messageTypes.invocation, target, arguments: args })
    written.set(protocol, data)
    sendData(connection, data)
  }
  return connections.length
}

/** Closes connections, as the service does it. Clients with automatic reconnect come back. */
export function close({ lifecycle }: Context, connections: readonly Connection[], reason?: string): number {
  for (const connection of connections)
    lifecycle.close(connection, 'rest-close', { error: reason, allowReconnect: true }, reason)
  return connections.length
}

const sendTo = (scope: Scope) => (call: Call) => {
  if (call.payload !== undefined) send(select(call, scope), call.payload)
  return true
}
const closeAll = (scope: Scope) => (call: Call) => {
  close(call.context, select(call, scope), call.query.get('reason') || undefined)
  return true
}

/** What operations do. Those that are not here are not implemented, or need no state. */
export const runners: Readonly<Partial<Record<OperationName, (call: Call) => Result | Promise<Result>>>> = {
  sendToHub: sendTo('hub'),
  sendToUser: sendTo('user'),
  sendToGroup: sendTo('group'),
  sendToConnection: sendTo('connection'),
  closeConnection: closeAll('connection'),
  closeHub: closeAll('hub'),
  closeUser: closeAll('user'),
  closeGroup: closeAll('group'),
  connectionExists: ({ hub, connectionId }) => hub.connections.has(connectionId),
  userExists: ({ hub, user }) => hub.users.has(user),
  groupExists: ({ hub, group }) => hub.groups.has(group),
  addConnection({ hub, group, connectionId }) {
    const connection = hub.connections.get(connectionId)
    if (connection !== undefined) addToGroup(hub, group, connection)
    return connection !== undefined
  },
  removeConnection({ hub, group, connectionId }) {
    const connection = hub.connections.get(connectionId)
    if (connection !== undefined) removeFromGroup(hub, group, connection)
    return connection !== undefined
  },
  leaveAllGroups({ hub, connectionId }) {
    const connection = hub.connections.get(connectionId)
    if (connection !== undefined)
      for (const group of [...connection.groups]) removeFromGroup(hub, group, connection)
    return true
  },
  userIsMember: ({ hub, user, group }) =>
    hub.userGroups.get(user)?.has(group) === true ||
    [...(hub.users.get(user) ?? [])].some(({ groups }) => groups.has(group)),
  addUser,
  removeUser({ hub, user, group }) {
    hub.userGroups.get(user)?.delete(group)
    for (const connection of hub.users.get(user) ?? []) removeFromGroup(hub, group, connection)
    return true
  },
  removeUserFromAll({ hub, user }) {
    hub.userGroups.delete(user)
    for (const connection of hub.users.get(user) ?? [])
      for (const group of [...connection.groups]) removeFromGroup(hub, group, connection)
    return true
  },
  generateToken,
  listConnections,
}

function addUser({ hub, user, group, query }: Call): Result {
  const ttl = query.get('ttl')
  if (ttl !== null && !/^\d{1,9}$/.test(ttl))
    return { refused: badRequest("'ttl' must be seconds, 0 or more.") }
  for (const connection of hub.users.get(user) ?? []) addToGroup(hub, group, connection)
  if (Number(ttl ?? 1) > 0) {
    const groups = hub.userGroups.get(user) ?? new Set()
    hub.userGroups.set(user, groups.add(group))
  }
  return true
}

async function generateToken({ context, hub, query }: Call): Promise<Result> {
  const minutes = query.get('minutesToExpire') ?? '60'
  if (!/^[1-9]\d{0,8}$/.test(minutes)) return { refused: badRequest("'minutesToExpire' must be at least 1.") }
  const userId = query.get('userId')
  const audience = toAudience({ endpoint: context.endpoint, path: '/client/', hub: hub.name })
  const claims = userId === null ? {} : { nameid: userId }
  return { json: { token: await context.tokens.sign(audience, Number(minutes) * 60_000, claims) } }
}
