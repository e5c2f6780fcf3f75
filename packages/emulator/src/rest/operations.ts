// The REST API of the data plane, as data: routes, tests and documentation are made of it.
// @see https://github.com/Azure/azure-signalr/tree/dev/docs/swagger

/** How an operation is called in one style of the API. */
export interface Style {
  readonly methods: readonly string[]
  /** Below `/api/v1` or `/api`. What is in braces is a parameter. */
  readonly paths: readonly string[]
  /** The status of success. */
  readonly status: number
}

/** An operation of the REST API. */
export interface Operation {
  readonly name: OperationName
  readonly title: string
  /** Version 1, in the path. */
  readonly v1?: Style
  /** 2022-06-01 and later, in the query. */
  readonly now?: Style
  /** The first version with it, if that is later than 2022-06-01. */
  readonly since?: string
  /** The code of its 404. */
  readonly notFound?: string
}

export type OperationName =
  | 'health'
  | `sendTo${'Hub' | 'User' | 'Group' | 'Connection'}`
  | `close${'Hub' | 'User' | 'Group' | 'Connection'}`
  | `${'user' | 'group' | 'connection'}Exists`
  | 'addConnection'
  | 'removeConnection'
  | 'leaveAllGroups'
  | 'userIsMember'
  | 'addUser'
  | 'removeUser'
  | 'removeUserFromAll'
  | 'generateToken'
  | 'listConnections'
  | 'invoke'
  | 'sendStreamItem'
  | 'completeStream'
  | 'execute'
  | 'accessKey'

const hub = '/hubs/{hub}'
const user = `${hub}/users/{user}`
const group = `${hub}/groups/{group}`
const connection = `${hub}/connections/{connection}`
const member = [`${group}/connections/{connection}`, `${connection}/groups/{group}`]
const userMember = [`${user}/groups/{group}`, `${group}/users/{user}`]

const style = (methods: string, paths: string | readonly string[], status: number): Style => ({
  methods: methods.split(' '),
  paths: [paths].flat(),
  status,
})

/** An operation with the same methods, paths and status in both styles. */
const both = (methods: string, paths: string | readonly string[], status: number) => ({
  v1: style(methods, paths, status),
  now: style(methods, paths, status),
})

const send = (path: string) => ({ v1: style('POST', path, 202), now: style('POST', `${path}/:send`, 202) })
const close = (path: string) => ({ now: style('POST', `${path}/:closeConnections`, 204) })
const later = (methods: string, path: string, status: number) => ({ now: style(methods, path, status) })
const stream = `${connection}/streams/{stream}`

export const operations: readonly Operation[] = [
  {
    ...{ name: 'health', title: 'Whether the service runs' },
    ...{ v1: style('HEAD GET', '/health', 200), now: style('HEAD', '/health', 200) },
  },
  { name: 'sendToHub', title: 'Send to all; `excluded`', ...send(hub) },
  { name: 'sendToUser', title: 'Send to a user', ...send(user) },
  { name: 'sendToGroup', title: 'Send to a group; `excluded`', ...send(group) },
  { name: 'sendToConnection', title: 'Send to a connection', ...send(connection) },
  {
    ...{ name: 'closeConnection', title: 'Close a connection; `reason`' },
    ...{ v1: style('DELETE', connection, 202), now: style('DELETE', connection, 200) },
  },
  { name: 'closeHub', title: 'Close all; `excluded`, `reason`', ...close(hub) },
  { name: 'closeUser', title: 'Close the connections of a user; `excluded`, `reason`', ...close(user) },
  { name: 'closeGroup', title: 'Close the connections of a group; `excluded`, `reason`', ...close(group) },
  {
    ...{
      name: 'connectionExists',
      title: 'Whether a connection exists',
      ...both('HEAD GET', connection, 200),
    },
    notFound: 'Warning.Connection.NotExisted',
  },
  {
    ...{ name: 'userExists', title: 'Whether a user has a connection', ...both('HEAD GET', user, 200) },
    notFound: 'Warning.User.NotExisted',
  },
  {
    ...{ name: 'groupExists', title: 'Whether a group has a connection', ...both('HEAD GET', group, 200) },
    notFound: 'Warning.Group.NotExisted',
  },
  {
    ...{ name: 'addConnection', title: 'Add a connection to a group', ...both('PUT', member, 200) },
    notFound: 'Error.Connection.NotExisted',
  },
  {
    ...{
      name: 'removeConnection',
      title: 'Remove a connection from a group',
      ...both('DELETE', member, 200),
    },
    notFound: 'Error.Connection.NotExisted',
  },
  {
    ...{ name: 'leaveAllGroups', title: 'Remove a connection from all groups' },
    ...later('DELETE', `${connection}/groups`, 200),
  },
  {
    ...{ name: 'userIsMember', title: 'Whether a user is in a group', ...both('HEAD GET', userMember, 200) },
    notFound: 'Info.User.NotInGroup',
  },
  {
    ...{ name: 'addUser', title: 'Add a user to a group; `ttl` 0: present connections only' },
    ...{ v1: style('PUT', userMember, 202), now: style('PUT', userMember, 200) },
  },
  {
    ...{ name: 'removeUser', title: 'Remove a user from a group' },
    ...{ v1: style('DELETE', userMember, 202), now: style('DELETE', userMember, 204) },
  },
  {
    ...{ name: 'removeUserFromAll', title: 'Remove a user from all groups' },
    ...{ v1: style('DELETE', `${user}/groups`, 200), now: style('DELETE', `${user}/groups`, 204) },
  },
  {
    ...{
      name: 'generateToken',
      title: 'A token for a client; `userId`, `minutesToExpire`',
      since: '2022-11-01',
    },
    ...later('POST', `${hub}/:generateToken`, 200),
  },
  {
    ...{ name: 'listConnections', title: 'The connections of a group, by pages', since: '2024-12-01' },
    ...later('GET', `${group}/connections`, 200),
  },
  { name: 'invoke', title: 'Call a client and wait', ...later('POST', `${connection}/:invoke`, 501) },
  { name: 'sendStreamItem', title: 'Send an item of a stream', ...later('POST', `${stream}/:send`, 501) },
  { name: 'completeStream', title: 'End a stream', ...later('POST', `${stream}/:complete`, 501) },
  { name: 'execute', title: 'Several operations in one call', ...later('POST', `${hub}/:execute`, 501) },
  {
    name: 'accessKey',
    title: 'A key for tokens, by Microsoft Entra ID',
    ...both('GET POST', '/auth/accessKey', 501),
  },
]
