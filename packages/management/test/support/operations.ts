import type { ServiceClient } from '@signalr-events/management'

/**
 * An operation as the service publishes it, and the call that makes it. The table runs against the recording server,
 * and can run against any service: `run` then uses the ids that it is given.
 */
export interface Operation {
  readonly name: string
  readonly run: (service: ServiceClient, ids: Ids) => Promise<unknown>
  readonly method: string
  /** Without query. */
  readonly path: (ids: Ids) => string
  /** Without `api-version`. */
  readonly query?: readonly (readonly [string, string])[]
  readonly body?: unknown
  /** The first version with the operation. @default '2022-06-01' */
  readonly since?: string
  /** The documented status of success. */
  readonly status: number
  /** The body of the answer. */
  readonly answer?: unknown
  /** The result of the call. */
  readonly result?: unknown
  /** The documented code of a 404 that means “does not exist”. */
  readonly notFound?: string
  /** Whether a transient failure is retried. */
  readonly isIdempotent: boolean
}

export interface Ids {
  readonly hub: string
  readonly connectionId: string
  readonly userId: string
  readonly group: string
}

export const ids: Ids = { hub: 'chat', connectionId: 'KjBw4Wp0wXN5EjiicFPX-w', userId: 'ada', group: 'team' }

const hub = ({ hub }: Ids) => `/api/hubs/${hub}`
const connection = (given: Ids) => `${hub(given)}/connections/${encodeURIComponent(given.connectionId)}`
const user = (given: Ids) => `${hub(given)}/users/${encodeURIComponent(given.userId)}`
const group = (given: Ids) => `${hub(given)}/groups/${encodeURIComponent(given.group)}`
const member = (given: Ids) => `${group(given)}/connections/${encodeURIComponent(given.connectionId)}`
const userGroup = (given: Ids) => `${user(given)}/groups/${encodeURIComponent(given.group)}`

const message = { target: 'say', arguments: ['hi', { to: null }] }
const args = message.arguments
const excluded = ['a/b', 'c&d']
const excludedQuery = excluded.map((id) => ['excluded', id] as const)

async function toList<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

// https://github.com/Azure/azure-signalr/tree/dev/docs/swagger
export const operations: readonly Operation[] = [
  {
    name: 'health',
    run: (service) => service.health(),
    ...{ method: 'HEAD', path: () => '/api/health', status: 200, isIdempotent: true },
  },
  {
    name: 'sendToAll',
    run: (service, { hub }) => service.hub(hub).sendToAll('say', args, { excluded }),
    ...{ method: 'POST', path: (given) => `${hub(given)}/:send`, query: excludedQuery, body: message },
    ...{ status: 202, isIdempotent: false },
  },
  {
    name: 'sendToUser',
    run: (service, { hub, userId }) => service.hub(hub).sendToUser(userId, 'say', args),
    ...{
      method: 'POST',
      path: (given) => `${user(given)}/:send`,
      body: message,
      status: 202,
      isIdempotent: false,
    },
  },
  {
    name: 'sendToConnection',
    run: (service, { hub, connectionId }) => service.hub(hub).sendToConnection(connectionId, 'say'),
    ...{
      method: 'POST',
      path: (given) => `${connection(given)}/:send`,
      body: { target: 'say', arguments: [] },
    },
    ...{ status: 202, isIdempotent: false },
  },
  {
    name: 'group.sendToAll',
    run: (service, { hub, group }) => service.hub(hub).group(group).sendToAll('say', args, { excluded }),
    ...{ method: 'POST', path: (given) => `${group(given)}/:send`, query: excludedQuery, body: message },
    ...{ status: 202, isIdempotent: false },
  },
  {
    name: 'group.addConnection',
    run: (service, { hub, group, connectionId }) => service.hub(hub).group(group).addConnection(connectionId),
    ...{ method: 'PUT', path: member, status: 200, isIdempotent: true },
  },
  {
    name: 'group.removeConnection',
    run: (service, { hub, group, connectionId }) =>
      service.hub(hub).group(group).removeConnection(connectionId),
    ...{
      method: 'DELETE',
      path: member,
      status: 200,
      notFound: 'Error.Connection.NotExisted',
      isIdempotent: true,
    },
  },
  {
    name: 'group.addUser',
    run: (service, { hub, group, userId }) => service.hub(hub).group(group).addUser(userId, { ttl: 0 }),
    ...{ method: 'PUT', path: userGroup, query: [['ttl', '0']], status: 200, isIdempotent: true },
  },
  {
    name: 'group.removeUser',
    run: (service, { hub, group, userId }) => service.hub(hub).group(group).removeUser(userId),
    ...{ method: 'DELETE', path: userGroup, status: 204, isIdempotent: true },
  },
  {
    name: 'group.listConnections',
    run: (service, { hub, group }) => toList(service.hub(hub).group(group).listConnections()),
    ...{ method: 'GET', path: (given) => `${group(given)}/connections`, since: '2024-12-01', status: 200 },
    ...{ answer: { value: [{ connectionId: 'c1', userId: 'ada' }, { connectionId: 'c2' }] } },
    ...{ result: [{ connectionId: 'c1', userId: 'ada' }, { connectionId: 'c2' }], isIdempotent: true },
  },
  {
    name: 'connectionExists',
    run: (service, { hub, connectionId }) => service.hub(hub).connectionExists(connectionId),
    ...{ method: 'HEAD', path: connection, status: 200, result: true, isIdempotent: true },
    notFound: 'Warning.Connection.NotExisted',
  },
  {
    name: 'userExists',
    run: (service, { hub, userId }) => service.hub(hub).userExists(userId),
    ...{ method: 'HEAD', path: user, status: 200, result: true, isIdempotent: true },
    notFound: 'Warning.User.NotExisted',
  },
  {
    name: 'groupExists',
    run: (service, { hub, group }) => service.hub(hub).groupExists(group),
    ...{ method: 'HEAD', path: group, status: 200, result: true, isIdempotent: true },
    notFound: 'Warning.Group.NotExisted',
  },
  {
    name: 'closeConnection',
    run: (service, { hub, connectionId }) =>
      service.hub(hub).closeConnection(connectionId, { reason: 'bye & on' }),
    ...{
      method: 'DELETE',
      path: connection,
      query: [['reason', 'bye & on']],
      status: 200,
      isIdempotent: true,
    },
    notFound: 'Warning.Connection.NotExisted',
  },
  {
    name: 'closeAllConnections',
    run: (service, { hub }) => service.hub(hub).closeAllConnections({ excluded, reason: 'update' }),
    ...{
      method: 'POST',
      path: (given) => `${hub(given)}/:closeConnections`,
      status: 204,
      isIdempotent: false,
    },
    query: [...excludedQuery, ['reason', 'update']],
  },
  {
    name: 'closeUserConnections',
    run: (service, { hub, userId }) =>
      service.hub(hub).closeUserConnections(userId, { excluded, reason: 'signed out' }),
    ...{
      method: 'POST',
      path: (given) => `${user(given)}/:closeConnections`,
      status: 204,
      isIdempotent: false,
    },
    query: [...excludedQuery, ['reason', 'signed out']],
  },
  {
    name: 'group.closeAllConnections',
    run: (service, { hub, group }) =>
      service.hub(hub).group(group).closeAllConnections({ excluded, reason: 'closed' }),
    ...{
      method: 'POST',
      path: (given) => `${group(given)}/:closeConnections`,
      status: 204,
      isIdempotent: false,
    },
    query: [...excludedQuery, ['reason', 'closed']],
  },
  {
    name: 'group.userExists',
    run: (service, { hub, group, userId }) => service.hub(hub).group(group).userExists(userId),
    ...{ method: 'HEAD', path: userGroup, status: 200, result: true, isIdempotent: true },
    notFound: 'Info.User.NotInGroup',
  },
  {
    name: 'removeConnectionFromAllGroups',
    run: (service, { hub, connectionId }) => service.hub(hub).removeConnectionFromAllGroups(connectionId),
    ...{ method: 'DELETE', path: (given) => `${connection(given)}/groups`, status: 200, isIdempotent: true },
    notFound: 'Error.Connection.NotExisted',
  },
  {
    name: 'removeUserFromAllGroups',
    run: (service, { hub, userId }) => service.hub(hub).removeUserFromAllGroups(userId),
    ...{ method: 'DELETE', path: (given) => `${user(given)}/groups`, status: 204, isIdempotent: true },
  },
]

/** The operation that creates tokens, with a credential only. */
export const generateToken: Operation = {
  name: 'getClientAccessToken',
  run: async (service, { hub, userId }) => {
    const { token } = await service.hub(hub).getClientAccessToken({ userId, expirationTimeInMinutes: 5 })
    return token
  },
  ...{ method: 'POST', path: (given) => `${hub(given)}/:generateToken`, since: '2022-11-01', status: 200 },
  query: [
    ['userId', 'ada'],
    ['minutesToExpire', '5'],
  ],
  ...{ answer: { token: 'made-by-the-service' }, result: 'made-by-the-service', isIdempotent: true },
}
