import type { IncomingMessage, ServerResponse } from 'node:http'
import { authorize } from '../authorize.js'
import type { Context } from '../context.js'
import { isGroupName, isHubName } from '../names.js'
import { reply, replyJson, replyText } from '../reply.js'
import type { RequestUrl } from '../url.js'
import { type Answer, badRequest, refuse } from './answer.js'
import { readPayload } from './body.js'
import type { Call } from './call.js'
import type { Operation } from './operations.js'
import { findOperation } from './routes.js'
import { runners } from './run.js'

/** Versions by which the service can be asked. */
const versions = ['2022-06-01', '2022-11-01', '2023-07-01', '2024-12-01']

export const isRestPath = ({ segments }: RequestUrl): boolean => segments[0]?.toLowerCase() === 'api'

/** Answers a call of the REST API. */
export async function handleRest(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  url: RequestUrl,
): Promise<void> {
  const style = url.segments[1]?.toLowerCase() === 'v1' ? 'v1' : 'now'
  const { status, json, error } = await answer(context, request, url, style)
  if (status === 401) response.setHeader('www-authenticate', error?.message ?? '')
  if (error === undefined && json === undefined) return reply(response, status)
  if (error === undefined) return replyJson(response, status, json)
  response.setHeader('x-ms-error-code', error.code)
  if (style === 'v1') replyText(response, status, error.message)
  else replyJson(response, status, error)
}

async function answer(
  context: Context,
  request: IncomingMessage,
  url: RequestUrl,
  style: 'v1' | 'now',
): Promise<Answer> {
  const segments = url.segments.slice(style === 'v1' ? 2 : 1)
  const found = findOperation(style, request.method ?? '', segments)
  if ('allowed' in found)
    return found.allowed.length === 0
      ? refuse(404, 'Error.Path.NotFound', 'No such path.')
      : refuse(405, 'Error.Method.NotAllowed', `The path takes ${found.allowed.join(', ')}.`)
  const { operation, status, parameters } = found
  if (operation.name === 'health') return { status }
  const authorized = await authorize(context, request, url, { path: url.path })
  if ('challenge' in authorized) return refuse(401, 'Error.Unauthorized', authorized.challenge)
  const refused = checkVersion(context, style, url, operation) ?? checkNames(parameters, url)
  if (refused !== undefined) return refused
  if (status === 501)
    return refuse(501, 'Error.NotImplemented', `The local service has no '${operation.title}'.`)
  return run(context, request, url, operation, { status, parameters })
}

/** A version that does not have the operation is refused. One that is unknown counts as the newest. */
function checkVersion(
  { settings }: Context,
  style: 'v1' | 'now',
  { path, query }: RequestUrl,
  { since = '' }: Operation,
): Answer | undefined {
  if (style === 'v1') return undefined
  const version = query.get('api-version')
  if (version === null) settings.warn('version-missing', `${path} has no 'api-version' in its query`)
  const isOlder = version !== null && versions.includes(version) && version < since
  return isOlder
    ? refuse(404, 'Error.Version', `The operation exists since api-version ${since}.`)
    : undefined
}

function checkNames(
  { hub = '', group }: Readonly<Record<string, string>>,
  { query }: RequestUrl,
): Answer | undefined {
  const application = query.get('application')
  if (hub !== '' && !isHubName(hub)) return badRequest('The hub has no valid name.')
  if (application !== null && !isHubName(application)) return badRequest('The application has no valid name.')
  if (group !== undefined && !isGroupName(group)) return badRequest('The group has no valid name.')
  return undefined
}

async function run(
  context: Context,
  request: IncomingMessage,
  { path, query }: RequestUrl,
  { name, notFound = '' }: Operation,
  { status, parameters }: { readonly status: number; readonly parameters: Readonly<Record<string, string>> },
): Promise<Answer> {
  const { hub = '', user = '', group = '', connection = '' } = parameters
  const application = query.get('application')
  const payload = name.startsWith('send') ? await readPayload(request) : undefined
  if (payload !== undefined && 'refused' in payload) return payload.refused
  const call: Call = {
    ...{ context, path, query, user, group, payload },
    hub: context.registry.hub(application === null ? hub : `${application}_${hub}`),
    connectionId: connection,
  }
  const result = await runners[name]?.(call)
  if (result === false)
    return refuse(404, notFound, `There is no such ${name === 'userIsMember' ? 'member' : 'resource'}.`)
  if (typeof result !== 'object') return { status }
  return 'refused' in result ? result.refused : { status, json: result.json }
}
