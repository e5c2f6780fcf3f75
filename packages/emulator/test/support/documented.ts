// The REST API as Microsoft documents it, independent of the table in the source.
// @see https://learn.microsoft.com/azure/azure-signalr/swagger/signalr-data-plane-rest-v20220601
// @see https://learn.microsoft.com/azure/azure-signalr/signalr-reference-data-plane-rest-api

export interface Documented {
  readonly version: 'v1' | '2022-06-01' | '2022-11-01' | '2024-12-01'
  readonly method: string
  readonly path: string
  /** With a client that is connected. */
  readonly status: number
  /** The status without such a client, and the code in `x-ms-error-code`. */
  readonly missing?: readonly [status: number, code?: string]
  readonly hasBody?: boolean
}

const connection = '/hubs/{hub}/connections/{connection}'
const user = '/hubs/{hub}/users/{user}'
const group = '/hubs/{hub}/groups/{group}'
const noConnection = [404, 'Warning.Connection.NotExisted'] as const
const noUser = [404, 'Warning.User.NotExisted'] as const
const noGroup = [404, 'Warning.Group.NotExisted'] as const
const notMember = [404, 'Info.User.NotInGroup'] as const
const noMember = [404, 'Error.Connection.NotExisted'] as const

type Row = readonly [method: string, path: string, status: number, missing?: Documented['missing']]

/** All 19 operations of 2022-06-01. */
const of2022: readonly Row[] = [
  ['HEAD', '/health', 200],
  ['POST', '/hubs/{hub}/:closeConnections', 204],
  ['POST', '/hubs/{hub}/:send', 202],
  ['HEAD', connection, 200, noConnection],
  ['DELETE', connection, 200, [200]],
  ['POST', `${connection}/:send`, 202, [202]],
  ['HEAD', group, 200, noGroup],
  ['POST', `${group}/:closeConnections`, 204, [204]],
  ['POST', `${group}/:send`, 202, [202]],
  ['PUT', `${group}/connections/{connection}`, 200, noMember],
  ['DELETE', `${group}/connections/{connection}`, 200, noMember],
  ['DELETE', `${connection}/groups`, 200, [200]],
  ['HEAD', user, 200, noUser],
  ['POST', `${user}/:closeConnections`, 204, [204]],
  ['POST', `${user}/:send`, 202, [202]],
  ['HEAD', `${user}/groups/{group}`, 200, notMember],
  ['PUT', `${user}/groups/{group}`, 200, [200]],
  ['DELETE', `${user}/groups/{group}`, 204, [204]],
  ['DELETE', `${user}/groups`, 204, [204]],
]

const ofV1: readonly Row[] = [
  ['HEAD', '/health', 200],
  ['GET', '/health', 200],
  ['POST', '/hubs/{hub}', 202],
  ['POST', user, 202, [202]],
  ['POST', connection, 202, [202]],
  ['POST', group, 202, [202]],
  ['DELETE', connection, 202, [202]],
  ['GET', connection, 200, noConnection],
  ['HEAD', connection, 200, noConnection],
  ['GET', user, 200, noUser],
  ['HEAD', user, 200, noUser],
  ['GET', group, 200, noGroup],
  ['HEAD', group, 200, noGroup],
  ['PUT', `${group}/connections/{connection}`, 200, noMember],
  ['DELETE', `${group}/connections/{connection}`, 200, noMember],
  ['GET', `${group}/users/{user}`, 200, notMember],
  ['HEAD', `${group}/users/{user}`, 200, notMember],
  ['PUT', `${group}/users/{user}`, 202, [202]],
  ['DELETE', `${group}/users/{user}`, 202, [202]],
  ['DELETE', `${user}/groups`, 200, [200]],
]

/** Operations that later versions add. */
const of2024: readonly Row[] = [['GET', `${group}/connections`, 200, [200]]]

/** Both orders of groups and members work in both styles, as in Microsoft's emulator. */
const swapped = (rows: readonly Row[]): readonly Row[] =>
  rows.flatMap(([method, path, ...rest]) => {
    const [, first, second] = /^\/hubs\/\{hub\}(\/\w+\/\{\w+\})(\/\w+\/\{\w+\})$/.exec(path) ?? []
    return second === undefined ? [] : [[method, `/hubs/{hub}${second}${first}`, ...rest] as const]
  })

const toDocumented =
  (version: Documented['version']) =>
  ([method, path, status, missing]: Row): Documented => ({
    ...{ version, method, path, status, ...(missing !== undefined && { missing }) },
    hasBody: method === 'POST' && !path.endsWith(':closeConnections') && !path.endsWith(':generateToken'),
  })

export const documented: readonly Documented[] = [
  ...[...of2022, ...swapped(of2022)].map(toDocumented('2022-06-01')),
  ...[...ofV1, ...swapped(ofV1)].map(toDocumented('v1')),
  ...[...of2022, ...swapped(of2022), ...of2024].map(toDocumented('2024-12-01')),
  ...[['POST', '/hubs/{hub}/:generateToken', 200] as const].map(toDocumented('2022-11-01')),
]

/** Documented operations that are not imitated. */
export const absent: readonly Documented[] = [
  ['POST', `${connection}/:invoke`, 501] as const,
  ['POST', `${connection}/streams/{stream}/:send`, 501] as const,
  ['POST', `${connection}/streams/{stream}/:complete`, 501] as const,
  ['POST', '/hubs/{hub}/:execute', 501] as const,
  ['POST', '/auth/accessKey', 501] as const,
].map(toDocumented('2024-12-01'))
